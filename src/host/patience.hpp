#pragma once

#include <chrono>

namespace slipway::host {

/// How long a command that runs over the connection may be silent before Slipway gives up: two
/// minutes, or what the environment variable SLIPWAY_PATIENCE says (in seconds).
std::chrono::seconds patience();

}  // namespace slipway::host
