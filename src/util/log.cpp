#include "util/log.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace slipway {
namespace {

bool asked_for_by_environment() {
  const char* level = std::getenv("SLIPWAY_LOG");
  return level != nullptr && std::string_view(level) == "debug";
}

bool& enabled() {
  static bool value = asked_for_by_environment();
  return value;
}

}  // namespace

void enable_debug_log() {
  enabled() = true;
}

bool debug_log_enabled() {
  return enabled();
}

void log_command(std::string_view command_line) {
  if (enabled()) {
    fmt::print(stderr, "slipway: run {}\n", printable(command_line));
  }
}

void log_result(std::string_view program, int status) {
  if (enabled()) {
    fmt::print(stderr, "slipway: {} ended with {}\n", printable(program), status);
  }
}

}  // namespace slipway
