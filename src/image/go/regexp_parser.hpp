#pragma once

#include "image/go/rune_class.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// What a piece of a regular expression matches once.
enum class AtomKind : std::uint8_t {
  rune,              ///< One given code point.
  rune_class,        ///< One code point of a class.
  any_but_newline,   ///< `.`
  directories,       ///< `(.*/)?`, which stands for `**/`
  begin_text,        ///< `^` and `\A`
  end_text,          ///< `$` and `\z`
  word_boundary,     ///< `\b`, between an ASCII word character and something else
  no_word_boundary,  ///< `\B`
};

inline constexpr int unlimited = -1;

/// An atom and how often it may follow itself.
struct RegexpPiece {
  AtomKind kind = AtomKind::rune;
  char32_t rune = 0;            ///< For AtomKind::rune.
  std::size_t class_index = 0;  ///< For AtomKind::rune_class: into RegexpSyntax::classes.
  int minimum = 1;
  int maximum = 1;  ///< `unlimited`, or at most 1000.
};

/// A parsed regular expression: it matches if one of its alternatives matches, pieces in order.
struct RegexpSyntax {
  std::vector<std::vector<RegexpPiece>> alternatives;
  std::vector<RuneClass> classes;
};

/// Parses what the translation of an ignore pattern can consist of in the syntax of Go's regexp package (Perl
/// flags): all of it but groups, of which only `(.*/)?` occurs, and `+`, `*` and `?` after anything but the
/// translation's own text. The error is the sentence that Go's regexp.Compile refuses the text with.
tl::expected<RegexpSyntax, std::string> parse_regexp(std::u32string_view text);

}  // namespace slipway::image
