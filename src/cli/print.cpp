#include "cli/print.hpp"

#include "cli/terminal.hpp"
#include "cli/wrapped.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

/// Adds a part of an error with its name in front. Further lines are set under the first. An empty part has
/// no line.
void add_part(std::string& text, std::string_view name, std::string_view part) {
  const std::string lines = printable_lines(trim(part));
  if (lines.empty()) {
    return;
  }
  text += text.empty() ? "" : "\n";
  text += name;
  for (const char character : lines) {
    text += character;
    if (character == '\n') {
      text.append(name.size(), ' ');
    }
  }
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
  write_labelled(text.starts_with('{') ? std::string(text) : wrapped(text, style_for(stdout).width), stdout);
}

void print_as_is(std::string_view text) {
  write_labelled(text, stdout);
}

void say(std::string_view line) {
  say_as_is(wrapped(line, style_for(stderr).width));
}

void say_as_is(std::string_view line) {
  write_labelled(fmt::format("{}\n", line), stderr);
}

std::string error_text(const Error& error) {
  std::string text;
  add_part(text, "error: ", error.what);
  add_part(text, "because: ", error.because);
  add_part(text, "fix: ", error.fix);
  return text;
}

void print_error(const Error& error) {
  std::fflush(stdout);
  say(error_text(error));
}

}  // namespace slipway::cli
