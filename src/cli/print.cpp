#include "cli/print.hpp"

#include "cli/screen.hpp"
#include "cli/wrapped.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

/// Further lines of a part are set under its first.
std::string indented(std::string_view text) {
  std::string result;
  for (const char character : printable_lines(trim(text))) {
    result += character;
    if (character == '\n') {
      result += "            ";
    }
  }
  return result;
}

/// What every line starts with.
std::string label;

/// `text` ends with its line, as everything printed here does.
void write_labelled(std::string_view text, std::FILE* stream) {
  if (label.empty()) {
    std::fwrite(text.data(), 1, text.size(), stream);
    return;
  }
  std::string labelled;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    labelled += label;
    labelled += line;
    text.remove_prefix(line.size());
  }
  std::fwrite(labelled.data(), 1, labelled.size(), stream);
}

}  // namespace

void label_lines(std::string_view text) {
  label = fmt::format("[{}] ", printable(text));
}

void print(std::string_view text) {
  // JSON is for programs, also on a terminal.
  const bool breaks = is_terminal(stdout) && !text.starts_with('{');
  write_labelled(breaks ? wrapped(text, terminal_columns(stdout)) : std::string(text), stdout);
}

void print_as_is(std::string_view text) {
  write_labelled(text, stdout);
}

void say(std::string_view line) {
  write_labelled(fmt::format("{}\n", line), stderr);
}

std::string error_text(const Error& error) {
  std::string text =
      fmt::format("slipway: expected {}\n         found {}", indented(error.expected), indented(error.found));
  if (!error.next.empty()) {
    text += fmt::format("\n         next: {}", indented(error.next));
  }
  return text;
}

void print_error(const Error& error) {
  std::fflush(stdout);
  say(error_text(error));
}

}  // namespace slipway::cli
