#include "image/go/code_points.hpp"
#include "image/go/regexp_program.hpp"

#include <algorithm>

namespace slipway::image {

/// Memory that a run uses again for every code point.
struct RegexpProgram::Scratch {
  explicit Scratch(std::size_t size) : visited(size) {}

  /// False where `at` has been visited since the last forget().
  bool visit(std::uint32_t at) {
    if (visited[at] == round) {
      return false;
    }
    visited[at] = round;
    return true;
  }
  void forget() { ++round; }

  std::uint64_t round = 1;
  std::vector<std::uint64_t> visited;
  States pending;
  States reading;
};

Possible RegexpProgram::reads(const Instruction& instruction, char32_t rune) const {
  switch (instruction.operation) {
    case Operation::rune:
      return possible(instruction.operand == rune);
    case Operation::rune_class:
      return classes_[instruction.operand].contains(rune);
    case Operation::any_but_newline:
      return possible(rune != '\n');
    default:
      return Possible::no;
  }
}

bool RegexpProgram::reads(const Instruction& instruction, char32_t rune, bool unknown) const {
  const Possible answer = reads(instruction, rune);
  return answer == Possible::either ? unknown : answer == Possible::yes;
}

/// Adds `from` and what can be reached from it without reading: the instructions that read, and where the
/// right side of the place is not known yet the anchors that ask for it.
void RegexpProgram::close(std::uint32_t from, const TextPlace& place, States& states, Scratch& scratch,
                          bool& matched) const {
  States& pending = scratch.pending;
  pending.push_back(from);
  while (!pending.empty()) {
    const std::uint32_t at = pending.back();
    pending.pop_back();
    if (!scratch.visit(at)) {
      continue;
    }
    const Instruction& instruction = instructions_[at];
    switch (instruction.operation) {
      case Operation::match:
        matched = true;
        break;
      case Operation::fork:
        pending.push_back(instruction.operand);
        pending.push_back(instruction.next);
        break;
      case Operation::begin_text:
        if (place.at_begin) {
          pending.push_back(instruction.next);
        }
        break;
      case Operation::end_text:
      case Operation::word_boundary:
      case Operation::no_word_boundary: {
        if (!place.known_right) {
          states.push_back(at);
          break;
        }
        const bool boundary = place.after_word != place.before_word;
        const bool holds = instruction.operation == Operation::end_text        ? place.at_end
                           : instruction.operation == Operation::word_boundary ? boundary
                                                                               : !boundary;
        if (holds) {
          pending.push_back(instruction.next);
        }
        break;
      }
      case Operation::rune:
      case Operation::rune_class:
      case Operation::any_but_newline:
        states.push_back(at);
        break;
    }
  }
}

/// Reads `rune` at `place`, whose right side is known.
void RegexpProgram::advance(States& states, const TextPlace& place, char32_t rune, bool unknown,
                            Scratch& scratch, bool& matched) const {
  States& reading = scratch.reading;
  reading.clear();
  scratch.forget();
  for (const std::uint32_t state : states) {
    close(state, place, reading, scratch, matched);
  }
  states.clear();
  if (matched) {
    return;
  }
  scratch.forget();
  TextPlace after;
  after.after_word = is_word_rune(rune);
  for (const std::uint32_t state : reading) {
    if (reads(instructions_[state], rune, unknown)) {
      close(instructions_[state].next, after, states, scratch, matched);
    }
  }
  // A match may also start here.
  close(start_, after, states, scratch, matched);
}

bool RegexpProgram::ends(const States& states, const TextPlace& place, Scratch& scratch) const {
  bool matched = false;
  scratch.reading.clear();
  scratch.forget();
  for (const std::uint32_t state : states) {
    close(state, place, scratch.reading, scratch, matched);
  }
  return matched;
}

RegexpProgram::States RegexpProgram::start(bool& matched) const {
  States states;
  Scratch scratch(instructions_.size());
  TextPlace place;
  place.at_begin = true;
  close(start_, place, states, scratch, matched);
  std::sort(states.begin(), states.end());
  return states;
}

RegexpProgram::States RegexpProgram::step(const States& states, const TextPlace& place, char32_t rune,
                                          bool unknown, bool& matched) const {
  States next = states;
  Scratch scratch(instructions_.size());
  advance(next, place, rune, unknown, scratch, matched);
  std::sort(next.begin(), next.end());
  return next;
}

bool RegexpProgram::matches_at_end(const States& states, const TextPlace& place) const {
  Scratch scratch(instructions_.size());
  return ends(states, place, scratch);
}

bool RegexpProgram::run(std::string_view text, bool unknown) const {
  bool matched = false;
  Scratch scratch(instructions_.size());
  States states = start(matched);
  TextPlace place;
  place.at_begin = true;
  place.known_right = true;
  for (std::size_t position = 0; position < text.size() && !matched;) {
    const CodePoint decoded = decode_code_point(text, position);
    place.before_word = is_word_rune(decoded.value);
    advance(states, place, decoded.value, unknown, scratch, matched);
    if (states.empty() && !matched) {
      return false;
    }
    place.at_begin = false;
    place.after_word = place.before_word;
    position += decoded.width;
  }
  place.before_word = false;
  place.at_end = true;
  return matched || ends(states, place, scratch);
}

Possible RegexpProgram::match(std::string_view text) const {
  if (exact_) {
    return possible(run(text, false));
  }
  if (run(text, false)) {
    return Possible::yes;
  }
  return run(text, true) ? Possible::either : Possible::no;
}

}  // namespace slipway::image
