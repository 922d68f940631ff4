#include "image/go/regexp_automaton.hpp"

#include "image/go/code_points.hpp"

#include <algorithm>
#include <utility>

namespace slipway::image {
namespace {

/// Real patterns need a dozen states. A hostile one could ask for 2^n of them.
constexpr std::size_t state_limit = 500;
/// Bounds what the states remember, too: a state of a hostile pattern can be as large as the pattern.
constexpr std::size_t remembered_limit = 200'000;

}  // namespace

RegexpAutomaton::RegexpAutomaton(RegexpProgram program)
    : program_(std::move(program)),
      classes_(program_.ascii_classes()),
      class_count_(*std::max_element(classes_.begin(), classes_.end()) + std::size_t{2}),
      uniform_beyond_ascii_(program_.uniform_beyond_ascii()) {
  details_.resize(2);
  details_[matched].accepts = true;
  transitions_.assign(2 * class_count_, dead);
  std::fill(transitions_.begin() + static_cast<std::ptrdiff_t>(class_count_), transitions_.end(), matched);
  bool now_matched = false;
  RegexpProgram::States states = program_.start(now_matched);
  start_ = intern(std::move(states), true, false, now_matched);
}

RegexpAutomaton::State RegexpAutomaton::intern(RegexpProgram::States states, bool at_begin, bool after_word,
                                               bool now_matched) const {
  if (now_matched) {
    return matched;
  }
  if (states.empty()) {
    return dead;
  }
  after_word = after_word && program_.watches_words(states);
  RegexpProgram::States key = states;
  key.push_back((at_begin ? 1U : 0U) + (after_word ? 2U : 0U));
  const auto [found, added] = known_.try_emplace(std::move(key), static_cast<State>(details_.size()));
  if (!added) {
    return found->second;
  }
  const std::size_t remembered = details_.size() * class_count_ + states.size() * details_.size();
  if (details_.size() >= state_limit || remembered > remembered_limit) {
    known_.erase(found);
    return untold;
  }
  TextPlace end;
  end.at_begin = at_begin;
  end.after_word = after_word;
  end.known_right = true;
  end.at_end = true;
  const bool accepts = program_.matches_at_end(states, end);
  details_.push_back({std::move(states), at_begin, after_word, accepts});
  transitions_.resize(transitions_.size() + class_count_, unbuilt);
  return static_cast<State>(details_.size() - 1);
}

RegexpAutomaton::State RegexpAutomaton::step(State state, char32_t rune) const {
  const Detail& from = details_[state];
  TextPlace place;
  place.at_begin = from.at_begin;
  place.after_word = from.after_word;
  place.known_right = true;
  place.before_word = is_word_rune(rune);
  bool now_matched = false;
  RegexpProgram::States next = program_.step(from.states, place, rune, false, now_matched);
  return intern(std::move(next), false, is_word_rune(rune), now_matched);
}

RegexpAutomaton::State RegexpAutomaton::advance(State state, std::string_view piece) const {
  for (std::size_t position = 0; position < piece.size() && state > matched && state != untold;) {
    const auto byte = static_cast<unsigned char>(piece[position]);
    char32_t rune = byte;
    std::size_t column = class_count_ - 1;
    if (byte < 0x80) {
      column = classes_[byte];
      ++position;
    } else {
      const CodePoint decoded = decode_code_point(piece, position);
      rune = decoded.value;
      position += decoded.width;
      if (!uniform_beyond_ascii_) {
        state = step(state, rune);
        continue;
      }
    }
    const std::size_t cell = state * class_count_ + column;
    if (transitions_[cell] == unbuilt) {
      const State next = step(state, rune);
      transitions_[cell] = next;
    }
    state = transitions_[cell];
  }
  return state;
}

}  // namespace slipway::image
