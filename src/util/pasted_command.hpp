#pragma once

#include "util/untrusted.hpp"

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace slipway {

/// A command for people to paste. Its text is fixed in the source. Each `{}` in it stands for one word, which
/// is made printable and quoted here, whatever is in it: a name that a host gave, or another command as a
/// whole.
class PastedCommand {
 public:
  template <class... Words>
  using Text = fmt::format_string<std::conditional_t<true, std::string, Words>...>;

  template <class... Words>
  explicit PastedCommand(Text<Words...> text, const Words&... words)
      : text_(fmt::format(text, word(words)...)) {}

  /// The command that runs this one on a host; on a terminal if it begins with sudo, which may ask for a
  /// password.
  PastedCommand over_ssh(std::string_view host, std::string_view ssh_config) const;

  const std::string& text() const { return text_; }

 private:
  PastedCommand() = default;

  static std::string word(std::string_view text);
  static std::string word(const Untrusted& text) { return word(std::string_view(text.raw())); }
  static std::string word(const PastedCommand& command);
  template <std::integral Number>
  static std::string word(Number number) {
    return fmt::format("{}", number);
  }
  template <class Text>
  requires std::convertible_to<Text, std::string_view>
  static std::string word(const Text& text) { return word(std::string_view(text)); }

  std::string text_;
};

}  // namespace slipway
