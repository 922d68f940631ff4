#pragma once

#include <chrono>

namespace slipway::host {

/// How long a command that runs over the connection may go without a sign of life before it is given up: two
/// minutes, or what the environment variable SLIPWAY_PATIENCE says (in seconds).
std::chrono::seconds patience();

}  // namespace slipway::host
