#pragma once

#include "deploy/listener.hpp"
#include "deploy/run_events.hpp"
#include "deploy/run_plan.hpp"
#include "deploy/settings.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <memory>

namespace slipway::deploy {

/// The connection of one command, and what the host last said about itself.
class HostSession {
 public:
  /// Connects and probes in one round trip. `expected` is the entry believed to be deployed: where it is, the
  /// probe stays short.
  static Result<HostSession> open(const Settings& settings, const std::string& expected);

  const host::HostState& state() const { return state_; }
  host::Connection& connection() { return *connection_; }

  /// Looks again, at everything.
  Result<void> probe_fully(const Settings& settings);
  /// Makes the directory and its empty journal.
  Result<void> prepare();
  /// Starts a run and follows it to its end.
  struct Followed {
    RunEnd end;
    std::string entry;
    std::string entry_bytes;
  };
  Result<Followed> carry_out(const RunPlan& run, Listener& listener);

 private:
  std::unique_ptr<host::Connection> connection_;
  host::HostState state_;
};

}  // namespace slipway::deploy
