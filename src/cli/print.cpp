#include "cli/print.hpp"

#include "cli/terminal.hpp"
#include "cli/wrapped.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
/// The host that fixes name.
std::string host_in_fixes;

/// Whether a command takes a deployment, and so --host.
bool takes_host(std::string_view command) {
  constexpr std::array<std::string_view, 14> commands{"attach",  "cancel",   "deploy", "diff",  "doctor",
                                                      "exec",    "history",  "logs",   "plan",  "prune",
                                                      "recover", "rollback", "show",   "status"};
  return std::find(commands.begin(), commands.end(), command) != commands.end();
}

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

void name_host_in_fixes(std::string_view host) {
  host_in_fixes = host;
}

Error for_host(Error error, std::string_view host) {
  constexpr std::string_view program = "slipway ";
  const std::string option = fmt::format(" --host {}", printable(shell_quote_if_needed(host)));
  for (std::size_t at = error.fix.find(program); at != std::string::npos;
       at = error.fix.find(program, at + program.size())) {
    const std::string_view before = std::string_view(error.fix).substr(0, at);
    if (!before.empty() && !before.ends_with('\n') && !before.ends_with("&& ") && !before.ends_with(": ")) {
      continue;
    }
    const std::size_t start = at + program.size();
    const std::size_t end = std::min(error.fix.find_first_of(" \n;", start), error.fix.size());
    const std::size_t line_end = std::min(error.fix.find('\n', start), error.fix.size());
    const bool named = std::string_view(error.fix).substr(start, line_end - start).find(" --host ") !=
                       std::string_view::npos;
    if (!named && takes_host(std::string_view(error.fix).substr(start, end - start))) {
      error.fix.insert(end, option);
    }
  }
  return error;
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
  say(error_text(host_in_fixes.empty() ? error : for_host(error, host_in_fixes)));
}

}  // namespace slipway::cli
