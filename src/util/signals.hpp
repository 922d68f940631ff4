#pragma once

#include <optional>

namespace slipway {

/// From here on SIGINT, SIGTERM and SIGHUP no longer end the process: waits return early, and whoever waits
/// says what is going on elsewhere before it ends. A second signal of the kind ends the process at once.
void watch_for_interrupts();

/// The signal that has come, if any.
std::optional<int> interrupted();

/// Becomes readable when one has come; -1 before watch_for_interrupts().
int interrupt_fd();

}  // namespace slipway
