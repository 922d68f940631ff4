#include "deploy/fleet/host_work.hpp"

#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/looking.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::deploy {
namespace {

/// A job that has ended, or a service that is meant to end.
bool is_done(const host::Container& container) {
  return container.state == "exited" && container.exit_code == 0;
}

std::string problem_of(const host::Container& container, std::chrono::seconds soak) {
  const std::string service = printable(container.service);
  if (is_done(container)) {
    return {};
  }
  if (container.state != "running") {
    return fmt::format("{} is not running ({})", service, printable(container.state));
  }
  if (container.health == "unhealthy") {
    return fmt::format("{} is unhealthy", service);
  }
  if (!container.age) {
    return fmt::format("it cannot be seen for how long {} runs", service);
  }
  // Both clocks count whole seconds.
  if (std::chrono::seconds(*container.age + 1) < soak) {
    return fmt::format("{} has restarted {} s ago", service, *container.age);
  }
  return {};
}

}  // namespace

std::string problem_after(const host::HostState& host, const std::string& entry, std::chrono::seconds soak) {
  if (host.deployed != entry) {
    return "another release was deployed since";
  }
  if (!host.unfinished.empty()) {
    return "another deployment was interrupted in its switch since";
  }
  if (!host.containers) {
    return "the engine does not answer";
  }
  for (const host::Container& container : *host.containers) {
    if (std::string problem = problem_of(container, soak); !problem.empty()) {
      return problem;
    }
  }
  return {};
}

std::optional<unsigned> steady_for(const host::HostState& host) {
  if (!host.containers) {
    return {};
  }
  std::optional<unsigned> youngest;
  for (const host::Container& container : *host.containers) {
    if (is_done(container)) {
      continue;
    }
    if (!container.age) {
      return {};
    }
    youngest = std::min(youngest.value_or(*container.age), *container.age);
  }
  return youngest;
}

PlanOfHost plan_of_host(const std::string& host, const classify::Plan& plan) {
  PlanOfHost one{.host = host, .strategy = std::string(classify::name_of(plan.strategy))};
  for (const classify::Reason& reason : plan.reasons) {
    one.reasons.push_back(reason.text);
    one.first_deployment = one.first_deployment || reason.code == classify::ReasonCode::first_deployment;
  }
  return one;
}

FleetWork::FleetWork(std::vector<Settings> hosts, DeployOptions options, Common common, TestsOf tests,
                     host::Network& network)
    : hosts_(std::move(hosts)),
      kept_(hosts_.size()),
      seen_(hosts_.size()),
      options_(std::move(options)),
      common_(std::move(common)),
      tests_(std::move(tests)),
      network_(network) {
  common_.builds = &builds_;
  options_.common = &common_;
}

HostLook FleetWork::look(std::size_t host) {
  HostLook look;
  look.plan.host = hosts_[host].place.host;
  DeployOptions options = options_;
  options.dirty_check = false;
  auto found = plan_online(hosts_[host], options, network_);
  if (!found) {
    set_problem(look.plan, found.error());
    return look;
  }
  look.plan = plan_of_host(hosts_[host].place.host, found->planned.plan);
  if (found->refused) {
    set_problem(look.plan, *found->refused);
  }
  look.machine = machine_of(found->host);
  look.needs_visit = found->host.journal_state != host::JournalState::present ||
                     hosts_[host].switchover.recover_at_boot == found->host.at_boot.empty();
  look.steady_for = steady_for(found->host);
  if (const Release* deployed = found->journal.deployed_release()) {
    look.before = deployed->number;
  }
  look.note = found->other_machine.value_or("");
  seen_[host] = std::move(found->seen);
  // What is refused now may be allowed when its turn comes: then everything is asked again.
  if (!found->refused && !found->host.locked && look.plan.strategy != "none") {
    keep(host, std::move(*found));
  }
  return look;
}

void FleetWork::looked() {
  if (!hosts_.empty()) {
    remember_all_seen(hosts_.front(), seen_);
  }
}

void FleetWork::keep(std::size_t host, OnlinePlan look) {
  // Each is a process here, and one there.
  constexpr std::size_t most_kept = 32;
  if (kept_count_++ < most_kept) {
    kept_[host] = Kept{std::move(look), network_.now()};
  }
}

std::optional<OnlinePlan> FleetWork::taken(std::size_t host) {
  // About as long as a deployment to a single host may take between its look and its run.
  constexpr std::chrono::seconds fresh{20};
  std::optional<Kept> kept = std::exchange(kept_[host], std::nullopt);
  if (!kept || network_.now() - kept->at > fresh) {
    return {};
  }
  return std::move(kept->look);
}

Result<DeployResult> FleetWork::deploy(std::size_t host, const Rollout& rollout, Listener& listener) {
  DeployOptions options = options_;
  options.dirty_check = false;
  options.rollout = rollout;
  options.tests = tests_(hosts_[host], listener);
  std::optional<OnlinePlan> look = taken(host);
  options.looked = look ? &*look : nullptr;
  return deploy::deploy(hosts_[host], options, listener, network_);
}

bool FleetWork::has_tests() const {
  return !hosts_.empty() && !hosts_.front().commands.smoke_tests.empty();
}

Result<bool> FleetWork::test(std::size_t host, Listener& listener) {
  return tests_(hosts_[host], listener).smoke_tests();
}

std::string FleetWork::watch(std::size_t host, std::chrono::seconds soak) {
  const Settings& settings = hosts_[host];
  const auto repository = git::Repository::open(settings.application.source_directory);
  const auto journal = repository
                           ? load_newest(*repository, settings.place.deployment, settings.place.record(), 1)
                           : Result<Journal>(tl::unexpected(repository.error()));
  if (!journal) {
    return summary(journal.error());
  }
  const auto session = HostSession::open(settings, journal->deployed, {}, nullptr, network_);
  return session ? problem_after(session->state(), journal->deployed, soak) : summary(session.error());
}

Result<DeployResult> FleetWork::put_back(std::size_t host, std::uint64_t release, const Rollout& rollout,
                                         Listener& listener) {
  return rollback(hosts_[host], release, false, options_.wait, listener, network_, rollout);
}

void FleetWork::pause(std::chrono::seconds time) {
  for (std::optional<Kept>& kept : kept_) {
    kept.reset();
  }
  network_.pause(time);
}

bool FleetWork::interrupted() const {
  return slipway::interrupted().has_value();
}

}  // namespace slipway::deploy
