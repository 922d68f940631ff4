#include "util/command_lines.hpp"

#include "util/columns.hpp"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

constexpr std::string_view further = "  ";
constexpr std::string_view continued = " \\";

/// The end of the shell's word at `at`: blanks in quotes belong to it.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char character = text[at];
    if (character == '\\' && quote != '\'' && at + 1 < text.size()) {
      ++at;
    } else if (quote != '\0') {
      quote = character == quote ? '\0' : quote;
    } else if (character == '\'' || character == '"') {
      quote = character;
    } else if (character == ' ') {
      break;
    }
  }
  return at;
}

/// The words with the blanks before them, put together to lines that are followed by `end` if another
/// follows.
template <class EndOfWord>
void add_lines(std::vector<std::string>& lines, std::string_view text, std::size_t room, std::string_view end,
               const EndOfWord& end_of) {
  std::string line = lines.empty() ? std::string{} : std::string(further);
  bool is_first = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t word_at = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t word_end = end_of(word_at);
    const std::string_view piece = text.substr(is_first ? word_at : at, word_end - (is_first ? word_at : at));
    const std::size_t reserved = word_end < text.size() ? end.size() : 0;
    if (!is_first && display_width(line) + display_width(piece) + reserved > room) {
      lines.push_back(line.append(end));
      line = std::string(further).append(text.substr(word_at, word_end - word_at));
    } else {
      line += piece;
    }
    is_first = false;
    at = word_end;
  }
  lines.push_back(std::move(line));
}

}  // namespace

bool is_command(std::string_view line) {
  constexpr std::array<std::string_view, 10> programs{"slipway", "ssh",  "git",  "cmake", "ctest",
                                                      "docker",  "sudo", "echo", "cd",    "printf"};
  const std::string_view word = line.substr(0, line.find(' '));
  return std::find(programs.begin(), programs.end(), word) != programs.end();
}

std::vector<std::string> command_lines(std::string_view line, std::size_t room) {
  if (display_width(line) <= room) {
    return {std::string(line)};
  }
  const std::size_t bracket = std::min(line.find("   ("), line.size());
  const std::string_view command = line.substr(0, bracket);
  std::vector<std::string> lines;
  add_lines(lines, command, room, continued, [&](std::size_t at) { return end_of_word(command, at); });
  const std::string_view explanation = line.substr(bracket);
  if (explanation.empty()) {
    return lines;
  }
  if (display_width(lines.back()) + display_width(explanation) <= room) {
    lines.back().append(explanation);
    return lines;
  }
  add_lines(lines, explanation, room, {},
            [&](std::size_t at) { return std::min(explanation.find(' ', at), explanation.size()); });
  return lines;
}

}  // namespace slipway
