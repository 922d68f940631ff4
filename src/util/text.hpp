#pragma once

#include "util/untrusted.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

std::string_view trim(std::string_view text);
template <UntrustedText Text>
Untrusted trim(const Text& text) {
  return Untrusted(trim(std::string_view(text.raw())));
}
/// The parts between separators; an empty text has none, and a separator at the end opens no further part.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
template <UntrustedText Text>
Untrusted join(const std::vector<Text>& parts, std::string_view separator) {
  std::string text;
  for (const Untrusted& part : parts) {
    text += &part == parts.data() ? "" : separator;
    text += part.raw();
  }
  return text;
}

/// Text for a terminal: control characters, escapes and bytes that are not UTF-8 are written as \xNN, so that
/// nothing in a name or in a program's output can move the cursor or hide a line. Newlines too.
std::string printable(std::string_view text);
/// The same, keeping newlines and tabs.
std::string printable_lines(std::string_view text);
/// printable_lines() without control sequences (ESC [ …), which programs print for a terminal of their own.
std::string without_control_sequences(std::string_view text);
/// printable_lines() for output with colours: SGR sequences (ESC [ … m) pass, everything else is filtered.
std::string printable_with_colour(std::string_view text);

// The same for text of somebody else's.
template <UntrustedText Text>
std::string printable(const Text& text) {
  return printable(std::string_view(text.raw()));
}
template <UntrustedText Text>
std::string printable_lines(const Text& text) {
  return printable_lines(std::string_view(text.raw()));
}
template <UntrustedText Text>
std::string without_control_sequences(const Text& text) {
  return without_control_sequences(std::string_view(text.raw()));
}

/// "1 file", "3 files".
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = {});
/// "0.4 s", "12 s", "3 min 20 s".
std::string duration_text(double seconds);
/// "512 B", "1.4 MB": decimal units, as docker and df -H print them.
std::string bytes_text(std::uint64_t bytes);

/// How many single-character edits turn one word into the other (for "did you mean").
std::size_t edit_distance(std::string_view one, std::string_view other);

/// True if the text is well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);
/// Two lower-case digits a byte.
std::string hex_of(std::string_view bytes);

/// The whole text as a number; nothing if it is empty, has anything else in it, or does not fit.
template <class Number>
std::optional<Number> number_of(std::string_view text, int base = 10) {
  Number value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size()
             ? std::optional(value)
             : std::nullopt;
}

/// The first version in a text, "git version 2.39.5" or "2.39.5 (Apple Git-154)", as major * 100 + minor; 0
/// if there is none.
int version_number(std::string_view text);
template <UntrustedText Text>
int version_number(const Text& text) {
  return version_number(std::string_view(text.raw()));
}

}  // namespace slipway
