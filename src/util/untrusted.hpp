#pragma once

#include <compare>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace slipway {

/// Text that somebody else has written: what a host answers, what lies in its journal. Any text becomes one;
/// it comes out only through functions that make it fit for its place: printable() and its kin for people,
/// shell_quote() and PastedCommand for shells, html_text() for pages, and JSON, which escapes what it holds.
/// It cannot be formatted, nor be added to a text.
class Untrusted {
 public:
  Untrusted() = default;
  template <class Text>
  requires std::convertible_to<Text, std::string_view> &&(!std::same_as<std::decay_t<Text>, Untrusted>)
      // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload): nothing is lost
      // by it
      Untrusted(Text&& text)
      : bytes_(std::forward<Text>(text)) {}

  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  bool starts_with(std::string_view text) const { return bytes_.starts_with(text); }
  bool contains(std::string_view text) const { return bytes_.find(text) != std::string::npos; }
  friend bool operator==(const Untrusted&, const Untrusted&) = default;
  friend auto operator<=>(const Untrusted&, const Untrusted&) = default;

  /// The bytes, to be read or compared, or as an argument of a program. Rooms that only show things do not
  /// use it (tools/dev/check-untrusted).
  const std::string& raw() const { return bytes_; }

 private:
  std::string bytes_;
};

/// A function for text that also takes what is Untrusted, and nothing else that would become one.
template <class Text>
concept UntrustedText = std::same_as<Text, Untrusted>;

}  // namespace slipway
