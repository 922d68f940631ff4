#include "deploy/fleet/fleet_status.hpp"

#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "deploy/plan/offline.hpp"
#include "deploy/remote/looking.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace slipway::deploy {
namespace {

bool is_broken(const host::HostState& host) {
  return !host.containers ||
         std::any_of(host.containers->begin(), host.containers->end(), [](const auto& one) {
           const bool done = one.state == "exited" && one.exit_code == 0;
           return one.looping || one.health == "unhealthy" || (one.state != "running" && !done);
         });
}

/// What the host says now; of a host that says nothing, what this clone knows.
void add_release(HostStatus& status, const git::Repository& repository, const Settings& settings,
                 const Target& target, CommitCounts& counts) {
  if (status.now) {
    if (const Release* deployed = status.now->journal.deployed_release()) {
      status.release = *deployed;
    }
    status.up_to_date = status.now->plan.strategy == classify::Strategy::none;
    return;
  }
  if (status.seen && status.seen->empty) {
    return;
  }
  const auto journal =
      load_newest(repository, settings.place.deployment, settings.place.record(), all_entries);
  if (!journal) {
    return;
  }
  if (const Release* deployed = journal->deployed_release()) {
    status.release = *deployed;
  }
  if (const auto planned = plan_offline(repository, settings, target, {}, &counts)) {
    status.up_to_date = planned->plan.strategy == classify::Strategy::none;
  }
}

/// Which names are of a machine that has another name as well.
void find_twins(std::vector<HostStatus>& hosts) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string machine = hosts[i].now ? machine_of(hosts[i].now->host) : std::string{};
    if (machine.empty()) {
      continue;
    }
    if (const auto [first, is_new] = known.emplace(machine, i); !is_new) {
      hosts[i].same_machine_as = hosts[first->second].host;
    }
  }
}

}  // namespace

Result<std::vector<HostStatus>> look_at_fleet(const Settings& settings, std::chrono::seconds within,
                                              host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings.application, {}));
  const std::vector<Settings> all = settings_of_hosts(settings);
  std::vector<HostStatus> hosts(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    hosts[i].host = all[i].place.host;
    hosts[i].seen = load_last_seen(repository, all[i].place.deployment, all[i].place.record());
  }
  CommitCounts counts;
  std::vector<std::optional<Seen>> seen(all.size());
  side_by_side(all.size(), looks_at_once(settings.fleet.parallel), [&](std::size_t i) {
    auto found = inspect_one_of_many(all[i], target, counts, within, network);
    if (found) {
      seen[i] = std::move(found->seen);
      hosts[i].now = std::move(*found);
    } else {
      hosts[i].error = std::move(found.error());
    }
  });
  find_twins(hosts);
  remember_all_seen(settings, seen);
  for (std::size_t i = 0; i < all.size(); ++i) {
    add_release(hosts[i], repository, all[i], target, counts);
    if (hosts[i].up_to_date) {
      hosts[i].behind = 0;
    } else if (hosts[i].release && repository.has(hosts[i].release->source_commit)) {
      if (const auto behind =
              counts.count(repository, target.commit.commit, hosts[i].release->source_commit)) {
        hosts[i].behind = *behind;
      }
    }
  }
  return hosts;
}

Condition condition_of(const HostStatus& status) {
  if (!status.now) {
    return Condition::silent;
  }
  const host::HostState& host = status.now->host;
  if (status.release && is_broken(host)) {
    return Condition::broken;
  }
  if (!status.release) {
    return Condition::empty;
  }
  if (host.locked || !host.unfinished.empty() || host.probation) {
    return Condition::unsettled;
  }
  if (!host.drift.empty()) {
    return Condition::drifted;
  }
  return status.up_to_date ? Condition::well : Condition::behind;
}

std::string_view name_of(Condition condition) {
  constexpr std::array<std::string_view, 7> names{"broken",  "silent", "empty", "unsettled",
                                                  "drifted", "behind", "well"};
  return names.at(static_cast<std::size_t>(condition));
}

std::string health_of(const host::HostState& host) {
  if (!host.containers) {
    return "the engine does not answer";
  }
  bool checked = false;
  for (const host::Container& one : *host.containers) {
    const std::string service = printable(one.service);
    if (one.looping) {
      return fmt::format("{} starts again and again", service);
    }
    if (one.state != "running" && !(one.state == "exited" && one.exit_code == 0)) {
      return one.state == "exited" ? fmt::format("{} exited with {}", service, one.exit_code)
                                   : fmt::format("{} is {}", service, printable(one.state));
    }
    if (one.health == "unhealthy") {
      return fmt::format("{} is unhealthy", service);
    }
    checked = checked || one.health == "healthy";
  }
  if (host.containers->empty()) {
    return "nothing runs";
  }
  return checked ? "healthy" : "runs";
}

}  // namespace slipway::deploy
