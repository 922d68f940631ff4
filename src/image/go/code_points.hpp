#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::image {

/// U+FEFF in UTF-8, which some editors put ahead of a text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// One decoded code point and the number of bytes it took.
struct CodePoint {
  char32_t value = 0;
  std::size_t width = 0;
};

/// The code point at `position`, which must lie inside `text`. A byte that starts no valid UTF-8 sequence
/// counts as U+FFFD of width 1, as in Go's unicode/utf8: BuildKit compares names and splits words that way.
CodePoint decode_code_point(std::string_view text, std::size_t position);

/// Appends UTF-8; what is no Unicode scalar value becomes U+FFFD.
void append_code_point(std::string& text, char32_t value);
/// The text with U+FFFD for each byte that is not UTF-8.
std::string replace_invalid_utf8(std::string_view text);

/// Go's unicode.IsSpace: the White_Space property.
bool is_space(char32_t value);
/// Go's unicode.IsDigit: decimal digits of every script (Nd).
bool is_digit(char32_t value);
/// Go's unicode.IsLetter (L), Unicode 15.
bool is_letter(char32_t value);

/// Go's strings.TrimSpace and its left half.
std::string_view trim_space(std::string_view text);
std::string_view trim_left_space(std::string_view text);

/// Lower and upper case of the ASCII letters, which is all that instruction names and keywords consist of.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// Compares without regard to the case of ASCII letters.
bool equal_fold(std::string_view left, std::string_view right);

}  // namespace slipway::image
