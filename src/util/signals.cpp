#include "util/signals.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace slipway {
namespace {

std::array<int, 2> wake_up{-1, -1};
std::atomic<int> caught{0};

extern "C" void on_interrupt(int signal) {
  if (caught.exchange(signal) != 0) {
    ::_exit(128 + signal);
  }
  const char byte = 0;
  // The pipe is for waking only: where it is full already, the waiter is awake.
  [[maybe_unused]] const auto written = ::write(wake_up[1], &byte, 1);
}

}  // namespace

void watch_for_interrupts() {
  if (wake_up[0] >= 0 || ::pipe2(wake_up.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return;
  }
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    ::sigaction(signal, &action, nullptr);
  }
}

std::optional<int> interrupted() {
  const int signal = caught.load();
  return signal == 0 ? std::nullopt : std::optional(signal);
}

Error interruption() {
  return {ExitCode::cancelled, "the command was interrupted; nothing was changed on the host",
          fmt::format("signal {} ({})", interrupted().value_or(0), ::strsignal(interrupted().value_or(0))),
          "run the same command again"};
}

void pause_for(std::chrono::milliseconds time) {
  pollfd fd{interrupt_fd(), POLLIN, 0};
  ::poll(&fd, 1, static_cast<int>(time.count()));
}

int interrupt_fd() {
  return wake_up[0];
}

}  // namespace slipway
