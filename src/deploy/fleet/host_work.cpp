#include "deploy/fleet/host_work.hpp"

#include "deploy/remote/host_session.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::string machine_of(const host::HostState& host) {
  const std::string& id = host.machine_id.empty() ? host.host_keys : host.machine_id;
  return id.empty() || host.boot_id.empty() ? std::string{}
                                            : fmt::format("{} {} {}", id, host.boot_id, host.machine);
}

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
  const auto found = plan_online(hosts_[host], options, network_);
  if (!found) {
    const Error& error = found.error();
    look.plan.answers = error.code != ExitCode::unreachable && error.code != ExitCode::connection_lost;
    look.plan.problem = first_line(cause_of(error));
    return look;
  }
  look.plan = plan_of_host(hosts_[host].place.host, found->planned.plan);
  if (found->refused) {
    look.plan.problem = first_line(found->refused->what);
  }
  look.machine = machine_of(found->host);
  look.needs_visit = found->host.journal_state != host::JournalState::present ||
                     hosts_[host].switchover.recover_at_boot == found->host.at_boot.empty();
  look.steady_for = steady_for(found->host);
  if (const Release* deployed = found->journal.deployed_release()) {
    look.before = deployed->number;
  }
  return look;
}

Result<DeployResult> FleetWork::deploy(std::size_t host, const Rollout& rollout, Listener& listener) {
  DeployOptions options = options_;
  options.dirty_check = false;
  options.rollout = rollout;
  options.tests = tests_(hosts_[host], listener);
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
  network_.pause(time);
}

bool FleetWork::interrupted() const {
  return slipway::interrupted().has_value();
}

}  // namespace slipway::deploy
