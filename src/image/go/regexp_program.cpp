#include "image/go/regexp_program.hpp"

#include "image/go/code_points.hpp"

#include <algorithm>
#include <utility>

namespace slipway::image {
namespace {

/// How many instructions a piece takes: each repetition of an atom is spelled out.
std::size_t instructions_of(const RegexpPiece& piece) {
  const std::size_t atom = piece.kind == AtomKind::directories ? 4 : 1;
  const auto copies = static_cast<std::size_t>(std::max({piece.minimum, piece.maximum, 1}));
  return copies * (atom + 1);
}

}  // namespace

bool is_word_rune(char32_t rune) {
  return rune < 0x80 && (is_digit(rune) || is_letter(rune) || rune == '_');
}

std::optional<RegexpProgram> RegexpProgram::compile(RegexpSyntax syntax, std::size_t instruction_limit) {
  std::size_t needed = 1 + syntax.alternatives.size();
  for (const auto& alternative : syntax.alternatives) {
    for (const RegexpPiece& piece : alternative) {
      needed += instructions_of(piece);
    }
  }
  if (needed > instruction_limit) {
    return std::nullopt;
  }
  RegexpProgram program;
  program.classes_ = std::move(syntax.classes);
  program.exact_ = std::all_of(program.classes_.begin(), program.classes_.end(),
                               [](const RuneClass& runes) { return runes.exact(); });
  program.instructions_.reserve(needed);
  // Written from the end to the front, so that every instruction knows what follows it.
  const std::uint32_t match = program.emit(Operation::match, 0);
  std::optional<std::uint32_t> start;
  for (const auto& alternative : syntax.alternatives) {
    std::uint32_t next = match;
    for (auto piece = alternative.rbegin(); piece != alternative.rend(); ++piece) {
      next = program.emit_piece(*piece, next);
    }
    start = start ? program.emit(Operation::fork, next, *start) : next;
  }
  program.start_ = *start;
  return program;
}

std::uint32_t RegexpProgram::emit(Operation operation, std::uint32_t next, std::uint32_t operand) {
  instructions_.push_back({operation, next, operand});
  return static_cast<std::uint32_t>(instructions_.size() - 1);
}

std::uint32_t RegexpProgram::emit_atom(const RegexpPiece& piece, std::uint32_t next) {
  switch (piece.kind) {
    case AtomKind::rune:
      return emit(Operation::rune, next, piece.rune);
    case AtomKind::rune_class:
      return emit(Operation::rune_class, next, static_cast<std::uint32_t>(piece.class_index));
    case AtomKind::any_but_newline:
      return emit(Operation::any_but_newline, next);
    case AtomKind::begin_text:
      return emit(Operation::begin_text, next);
    case AtomKind::end_text:
      return emit(Operation::end_text, next);
    case AtomKind::word_boundary:
      has_word_boundaries_ = true;
      return emit(Operation::word_boundary, next);
    case AtomKind::no_word_boundary:
      has_word_boundaries_ = true;
      return emit(Operation::no_word_boundary, next);
    case AtomKind::directories: {
      const std::uint32_t slash = emit(Operation::rune, next, '/');
      const std::uint32_t loop = emit(Operation::fork, 0, slash);
      instructions_[loop].next = emit(Operation::any_but_newline, loop);
      return emit(Operation::fork, loop, next);
    }
  }
  return next;
}

std::uint32_t RegexpProgram::emit_piece(const RegexpPiece& piece, std::uint32_t next) {
  const bool zero_width = piece.kind == AtomKind::begin_text || piece.kind == AtomKind::end_text ||
                          piece.kind == AtomKind::word_boundary || piece.kind == AtomKind::no_word_boundary;
  if (zero_width) {
    // Being somewhere twice is being there once, and not having to be there is no condition at all.
    return piece.minimum > 0 ? emit_atom(piece, next) : next;
  }
  if (piece.maximum == unlimited) {
    const std::uint32_t loop = emit(Operation::fork, 0, next);
    const std::uint32_t body = emit_atom(piece, loop);
    instructions_[loop].next = body;
    next = loop;
  } else {
    const std::uint32_t after = next;
    for (int i = piece.minimum; i < piece.maximum; ++i) {
      next = emit(Operation::fork, emit_atom(piece, next), after);
    }
  }
  for (int i = 0; i < piece.minimum; ++i) {
    next = emit_atom(piece, next);
  }
  return next;
}

bool RegexpProgram::watches_words(const States& states) const {
  return has_word_boundaries_ && std::any_of(states.begin(), states.end(), [this](std::uint32_t state) {
           const Operation operation = instructions_[state].operation;
           return operation == Operation::end_text || operation == Operation::word_boundary ||
                  operation == Operation::no_word_boundary;
         });
}

std::array<std::uint8_t, 128> RegexpProgram::ascii_classes() const {
  std::array<std::uint8_t, 128> classes{};
  // Splits every class in those that `belongs` holds for and those that it does not hold for.
  const auto refine = [&classes](auto belongs) {
    constexpr std::uint8_t none = 255;
    std::array<std::array<std::uint8_t, 2>, 256> numbers;
    numbers.fill({none, none});
    std::uint8_t count = 0;
    for (std::size_t rune = 0; rune < classes.size(); ++rune) {
      std::uint8_t& number = numbers[classes[rune]][belongs(static_cast<char32_t>(rune)) ? 1 : 0];
      if (number == none) {
        number = count++;
      }
      classes[rune] = number;
    }
  };
  std::array<bool, 128> named{};
  for (const Instruction& instruction : instructions_) {
    if (instruction.operation == Operation::rune && instruction.operand < named.size()) {
      named[instruction.operand] = true;
    } else if (instruction.operation == Operation::any_but_newline) {
      named['\n'] = true;
    }
  }
  std::uint8_t named_so_far = 0;
  for (std::size_t rune = 0; rune < named.size(); ++rune) {
    if (named[rune]) {
      classes[rune] = ++named_so_far;
    }
  }
  for (const RuneClass& runes : classes_) {
    refine([&runes](char32_t rune) { return runes.contains(rune) == Possible::yes; });
  }
  if (has_word_boundaries_) {
    refine(is_word_rune);
  }
  return classes;
}

bool RegexpProgram::uniform_beyond_ascii() const {
  return std::all_of(instructions_.begin(), instructions_.end(), [this](const Instruction& instruction) {
    switch (instruction.operation) {
      case Operation::rune:
        return instruction.operand < 0x80;
      case Operation::rune_class:
        return classes_[instruction.operand].uniform_beyond_ascii();
      default:
        return true;
    }
  });
}

}  // namespace slipway::image
