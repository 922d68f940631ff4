#include "cli/print.hpp"

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

}  // namespace

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void say(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
}

void print_error(const Error& error) {
  std::fflush(stdout);
  say(fmt::format("slipway: expected {}\n         found {}", indented(error.expected),
                  indented(error.found)));
  if (!error.next.empty()) {
    say(fmt::format("         next: {}", indented(error.next)));
  }
}

}  // namespace slipway::cli
