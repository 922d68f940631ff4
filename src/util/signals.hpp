#pragma once

#include "util/error.hpp"

#include <chrono>
#include <optional>

namespace slipway {

/// From here on SIGINT, SIGTERM and SIGHUP no longer end the process: waits return early, and whoever waits
/// says what is going on elsewhere before it ends. A second signal of the kind ends the process at once.
void watch_for_interrupts();

/// The signal that has come, if any.
std::optional<int> interrupted();

/// The error for work that was interrupted before anything was changed on the host.
Error interruption();

/// Waits, but not beyond an interrupt.
void pause_for(std::chrono::milliseconds time);

/// Treats the end of the build tool that has started this process (make, ninja, cmake) like SIGTERM: those do
/// not pass on the signal that ends them. Does nothing if there is none, or if the kernel has no way to
/// watch it.
void watch_build_tool();

/// Becomes readable when one has come; -1 before watch_for_interrupts().
int interrupt_fd();

}  // namespace slipway
