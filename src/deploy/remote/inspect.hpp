#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/lineage.hpp"
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
  std::optional<Seen>
      seen;  ///< What is to be remembered of it: inspect_one_of_many() leaves that to its caller.
};

/// Looks at everything in one connection, and in one round trip if the journal here is up to date. Changes
/// nothing on the host.
Result<Inspection> inspect(const Settings& settings, host::Network& network = host::ssh_network());

/// The same for one host of several, which share what git is asked for. `target` is what would be deployed;
/// `within`: how long connecting may take, and a third of how long the host may be silent.
Result<Inspection> inspect_one_of_many(const Settings& settings, const Target& target, CommitCounts& counts,
                                       std::chrono::seconds within, host::Network& network);

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
