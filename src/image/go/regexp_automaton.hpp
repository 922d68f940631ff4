#pragma once

#include "image/go/regexp_program.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

namespace slipway::image {

/// The deterministic automaton of an exact RegexpProgram, built state by state as texts ask for them, so that
/// a text can be read in pieces: a directory's path once, then each name in it.
/// Asking builds states: not to be shared between threads.
class RegexpAutomaton {
 public:
  /// Where a reading stands.
  using State = std::uint32_t;
  static constexpr State dead = 0;     ///< No text that starts like this matches.
  static constexpr State matched = 1;  ///< Every text that starts like this matches.
  /// The automaton has grown too large to tell: ask the program with the whole text.
  static constexpr State untold = std::numeric_limits<State>::max();

  explicit RegexpAutomaton(RegexpProgram program);

  State start() const { return start_; }
  /// The state after reading on. A piece must not end inside a code point.
  State advance(State state, std::string_view piece) const;
  /// Whether the text ends well here. Not for `untold`.
  bool accepts(State state) const { return details_[state].accepts; }
  const RegexpProgram& program() const { return program_; }

 private:
  struct Detail {
    RegexpProgram::States states;
    bool at_begin = false;
    bool after_word = false;
    bool accepts = false;
  };
  static constexpr State unbuilt = untold - 1;

  State intern(RegexpProgram::States states, bool at_begin, bool after_word, bool now_matched) const;
  State step(State state, char32_t rune) const;

  RegexpProgram program_;
  std::array<std::uint8_t, 128> classes_;
  std::size_t class_count_ = 0;  ///< Classes of ASCII code points, and one more for all others.
  bool uniform_beyond_ascii_ = false;
  State start_ = dead;
  mutable std::vector<Detail> details_;
  mutable std::vector<State> transitions_;  ///< [state * class_count_ + class]
  mutable std::map<RegexpProgram::States, State> known_;
};

}  // namespace slipway::image
