#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/settings.hpp"
#include "host/connection.hpp"
#include "host/host_health.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// The state of the host, and what this checkout would deploy.
struct Inspection {
  host::HostState host;
  host::HostHealth host_health;
  Journal journal;
  classify::Plan plan;
  std::optional<std::string> other_machine;  ///< The sentence, if HOST was another machine at the last look.
};

/// Looks at everything in one connection, and in one round trip if the journal here is up to date. Changes
/// nothing on the host. `within`: how long the host's answer may take; 0: as long as it does.
Result<Inspection> inspect(const Settings& settings, std::chrono::seconds within = {},
                           host::Network& network = host::ssh_network());

/// Prints what the services log, as it comes, until it ends or the process is interrupted.
struct LogOptions {
  bool follow = false;
  std::string since;  ///< As `docker compose logs --since` takes it; empty for all.
  std::string tail = "100";
  std::vector<std::string> services;
};
Result<int> stream_logs(const Settings& settings, const LogOptions& options,
                        const host::Connection::Sink& sink);

/// Runs a command in a deployed service, with our own input and output. Returns its exit status.
Result<int> execute(const Settings& settings, const std::string& service,
                    const std::vector<std::string>& command, bool terminal);

/// What a past run printed, or, with a service, what its container said when the run failed.
struct RunLog {
  std::string nonce;  ///< What the run's own lines start with.
  std::string text;
};
Result<RunLog> read_run_log(const Settings& settings, std::uint64_t release, const std::string& service);

}  // namespace slipway::deploy
