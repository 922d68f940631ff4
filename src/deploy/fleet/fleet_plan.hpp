#pragma once

#include "deploy/deployment.hpp"
#include "deploy/fleet/verdict.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The plan for one host of a fleet.
struct PlannedHost {
  std::string host;
  std::optional<classify::Plan> plan = {};
  std::optional<Error> refused = {};  ///< Why a deployment to it would end before it touches anything.
  std::optional<Error> error = {};    ///< Why there is no plan.
};

/// The plan of each host, from its journal as last seen. Touches no network.
std::vector<PlannedHost> plan_hosts(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced);
/// The same with what each host says, side by side. Changes nothing on a host. Error: there is no commit to
/// plan for, or a secret is missing.
Result<std::vector<PlannedHost>> plan_hosts_online(const Settings& settings, const DeployOptions& options,
                                                   host::Network& network = host::ssh_network());

/// For grouped().
std::vector<PlanOfHost> plans_of(const std::vector<PlannedHost>& hosts);

/// Remembers the looks at the hosts of a fleet here, those that there were.
void remember_all_seen(const Settings& settings, const std::vector<std::optional<Seen>>& seen);

/// So many hosts are looked at at once: a look costs this machine one ssh for a moment, and a host that is
/// off makes it wait, so they are more than are deployed to. A smaller PARALLEL than the default holds for
/// both: there is a reason for it, such as one machine that all connections go through.
constexpr std::size_t looks_at_once(unsigned parallel) {
  return parallel < FleetSettings::default_parallel ? parallel : 4U * parallel;
}

}  // namespace slipway::deploy
