#pragma once

#include "image/go/regexp_parser.hpp"
#include "image/go/rune_class.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway::image {

/// What lies on both sides of a place in a text, as far as anchors and word boundaries ask.
struct TextPlace {
  bool at_begin = false;
  bool after_word = false;   ///< The code point before it is an ASCII word character.
  bool known_right = false;  ///< Whether the two below hold; if not, anchors to the right stay undecided.
  bool at_end = false;
  bool before_word = false;
};

/// A regular expression as a non-deterministic automaton over code points, run in time linear in the length
/// of the text (times that of the expression), never backtracking. Like Go's MatchString it looks for a match
/// anywhere in the text; that the translation of a pattern starts with `^` binds its first alternative only.
class RegexpProgram {
 public:
  /// Instructions that a set of states consists of, sorted, without repetitions.
  using States = std::vector<std::uint32_t>;

  /// Nothing if the counted repetitions multiply to more than `instruction_limit` instructions.
  static std::optional<RegexpProgram> compile(RegexpSyntax syntax, std::size_t instruction_limit);

  /// Whether the text matches. Possible::either only if the expression is not exact.
  Possible match(std::string_view text) const;

  /// False if the program asks for Unicode groups that are not carried here.
  bool exact() const { return exact_; }
  std::size_t size() const { return instructions_.size(); }

  // What a deterministic automaton is built from. `unknown` is the answer of classes that do not know.

  /// The states before the first code point. True in `matched` if the program matches already.
  States start(bool& matched) const;
  /// The states after `rune`, read at `place`, whose right side is known.
  States step(const States& states, const TextPlace& place, char32_t rune, bool unknown, bool& matched) const;
  /// Whether the states match where the text ends.
  bool matches_at_end(const States& states, const TextPlace& place) const;

  /// True if it matters for what `states` can reach whether a word character came last.
  bool watches_words(const States& states) const;
  /// Numbers the ASCII code points from 0 so that equal numbers mean that no instruction tells them apart.
  std::array<std::uint8_t, 128> ascii_classes() const;
  /// True if no two code points from U+0080 on are told apart.
  bool uniform_beyond_ascii() const;

 private:
  enum class Operation : std::uint8_t {
    rune,
    rune_class,
    any_but_newline,
    begin_text,
    end_text,
    word_boundary,
    no_word_boundary,
    fork,
    match
  };
  struct Instruction {
    Operation operation = Operation::match;
    std::uint32_t next = 0;
    std::uint32_t operand = 0;  ///< The code point, the index of the class, or the other branch of a fork.
  };

  std::uint32_t emit(Operation operation, std::uint32_t next, std::uint32_t operand = 0);
  std::uint32_t emit_atom(const RegexpPiece& piece, std::uint32_t next);
  std::uint32_t emit_piece(const RegexpPiece& piece, std::uint32_t next);
  bool reads(const Instruction& instruction, char32_t rune, bool unknown) const;
  Possible reads(const Instruction& instruction, char32_t rune) const;
  struct Scratch;
  void close(std::uint32_t from, const TextPlace& place, States& states, Scratch& scratch,
             bool& matched) const;
  void advance(States& states, const TextPlace& place, char32_t rune, bool unknown, Scratch& scratch,
               bool& matched) const;
  bool ends(const States& states, const TextPlace& place, Scratch& scratch) const;
  bool run(std::string_view text, bool unknown) const;

  std::vector<Instruction> instructions_;
  std::vector<RuneClass> classes_;
  std::uint32_t start_ = 0;
  bool exact_ = true;
  bool has_word_boundaries_ = false;
};

/// `[0-9A-Za-z_]`, what Go's `\b` counts as part of a word.
bool is_word_rune(char32_t rune);

}  // namespace slipway::image
