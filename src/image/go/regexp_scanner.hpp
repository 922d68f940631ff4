#pragma once

#include "image/go/rune_class.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

/// A place in the text of a Go regular expression, and the reading of those parts of it that stand for one
/// code point: escapes and classes. Follows regexp/syntax/parse.go function by function. The first failure is
/// kept.
class RegexpScanner {
 public:
  explicit RegexpScanner(std::u32string_view text) : text_(text) {}

  /// The sentence that Go refuses the text with, or nothing so far. Nothing is read after a failure.
  const std::string& failure() const { return failure_; }
  /// Fails with `reason` and the text read since `from`.
  void refuse(std::string_view reason, std::size_t from);

  bool at_end() const { return position_ >= text_.size(); }
  std::size_t position() const { return position_; }
  void move_to(std::size_t position) { position_ = position < text_.size() ? position : text_.size(); }
  void skip(std::size_t count) { move_to(position_ + count); }
  /// The code point `offset` places on; 0, which has no meaning in the syntax, beyond the end.
  char32_t peek(std::size_t offset = 0) const {
    return position_ + offset < text_.size() ? text_[position_ + offset] : U'\0';
  }
  std::u32string_view text() const { return text_; }

  /// Brackets, their `[` not read yet. Nothing after a failure.
  std::optional<RuneClass> parse_class();
  /// A Perl class (`\d`) or a Unicode group (`\pL`, `\p{Greek}`, `\P{^Greek}`), inside brackets or not. False
  /// if there is none here, or after a failure.
  bool parse_class_escape(RuneClass& runes);
  /// A backslash and what stands for one code point with it. Nothing after a failure.
  std::optional<char32_t> parse_escape();

 private:
  /// What follows `\x`: two digits, or any number of them in braces.
  std::optional<char32_t> parse_hexadecimal();
  /// One end of a range in brackets.
  std::optional<char32_t> parse_class_rune(std::size_t class_start);
  /// `[:alpha:]`. False if there is none here; a name that Go does not know is a failure.
  bool parse_posix_class(RuneClass& runes);

  std::u32string_view text_;
  std::size_t position_ = 0;
  std::string failure_;
};

}  // namespace slipway::image
