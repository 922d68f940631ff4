#pragma once

#include <string_view>

namespace slipway {

/// Commands are written to standard error as they are started if the environment variable SLIPWAY_LOG is
/// `debug`, or after this call (`--verbose`).
void enable_debug_log();
bool debug_log_enabled();

void log_command(std::string_view command_line);
void log_result(std::string_view program, int status);

}  // namespace slipway
