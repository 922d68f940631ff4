#include "deploy/fleet/fleet_plan.hpp"

#include "deploy/fleet/host_work.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/offline.hpp"
#include "util/text.hpp"

#include <string>

namespace slipway::deploy {

std::vector<PlannedHost> plan_hosts(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced) {
  std::vector<PlannedHost> hosts;
  CommitCounts counts;
  for (const Settings& one : settings_of_hosts(settings)) {
    PlannedHost host{one.place.host};
    auto planned = plan_offline(repository, one, target, forced, &counts);
    if (planned) {
      host.plan = std::move(planned->plan);
    } else {
      host.error = std::move(planned.error());
    }
    hosts.push_back(std::move(host));
  }
  return hosts;
}

Result<std::vector<PlannedHost>> plan_hosts_online(const Settings& settings, const DeployOptions& options,
                                                   host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const Common common, find_common(settings, options, [](std::string_view) {}));
  DeployOptions of_each = options;
  of_each.common = &common;
  of_each.dirty_check = false;
  const std::vector<Settings> all = settings_of_hosts(settings);
  std::vector<PlannedHost> hosts(all.size());
  std::vector<std::optional<Seen>> seen(all.size());
  side_by_side(all.size(), looks_at_once(settings.fleet.parallel), [&](std::size_t i) {
    hosts[i].host = all[i].place.host;
    auto planned = plan_online(all[i], of_each, network);
    if (planned) {
      hosts[i].plan = std::move(planned->planned.plan);
      hosts[i].refused = std::move(planned->refused);
      seen[i] = std::move(planned->seen);
    } else {
      hosts[i].error = std::move(planned.error());
    }
  });
  remember_all_seen(settings, seen);
  return hosts;
}

void remember_all_seen(const Settings& settings, const std::vector<std::optional<Seen>>& seen) {
  std::vector<Seen> looks;
  for (const std::optional<Seen>& one : seen) {
    if (one) {
      looks.push_back(*one);
    }
  }
  if (const auto repository = git::Repository::open(settings.application.source_directory)) {
    remember_seen(*repository, looks);
  }
}

std::vector<PlanOfHost> plans_of(const std::vector<PlannedHost>& hosts) {
  std::vector<PlanOfHost> plans;
  for (const PlannedHost& host : hosts) {
    PlanOfHost one = host.plan ? plan_of_host(host.host, *host.plan) : PlanOfHost{.host = host.host};
    if (host.error || host.refused) {
      set_problem(one, host.error ? *host.error : *host.refused);
    }
    plans.push_back(std::move(one));
  }
  return plans;
}

}  // namespace slipway::deploy
