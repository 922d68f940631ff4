#pragma once

#include "deploy/build_here/shared_builds.hpp"
#include "deploy/deployment.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "deploy/plan/settings.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The deployments of one commit to real hosts.
class FleetWork final : public HostWork {
 public:
  /// What runs tests of a host on this machine; its output goes to the listener.
  using TestsOf = std::function<ClientTests(const Settings& settings, Listener& listener)>;

  /// `hosts`: the settings of each, from settings_of_host(). `options` holds for each of them.
  FleetWork(std::vector<Settings> hosts, DeployOptions options, Common common, TestsOf tests,
            host::Network& network = host::ssh_network());

  HostLook look(std::size_t host) override;
  void looked() override;
  Result<DeployResult> deploy(std::size_t host, const Rollout& rollout, Listener& listener) override;
  bool has_tests() const override;
  Result<bool> test(std::size_t host, Listener& listener) override;
  std::string watch(std::size_t host, std::chrono::seconds soak) override;
  Result<DeployResult> put_back(std::size_t host, std::uint64_t release, const Rollout& rollout,
                                Listener& listener) override;
  void pause(std::chrono::seconds time) override;
  bool interrupted() const override;

 private:
  /// The look at a host that is to be deployed to, with its connection.
  struct Kept {
    OnlinePlan look;
    host::Network::Clock::time_point at;
  };
  void keep(std::size_t host, OnlinePlan look);
  /// The look, if it is so young that a deployment can go on from it. It is kept no longer.
  std::optional<OnlinePlan> taken(std::size_t host);

  std::vector<Settings> hosts_;
  std::vector<std::optional<Kept>> kept_;
  std::atomic<std::size_t> kept_count_{0};
  std::vector<std::optional<Seen>> seen_;
  DeployOptions options_;
  SharedBuilds builds_;
  Common common_;
  TestsOf tests_;
  host::Network& network_;
};

/// Why a release is not well after `soak` seconds, or empty: another entry of the journal than `entry` is
/// deployed, or a container does not run, is unhealthy, or has not run for that long.
std::string problem_after(const host::HostState& host, const std::string& entry, std::chrono::seconds soak);

/// For how long all of its containers run; nothing if that cannot be seen.
std::optional<unsigned> steady_for(const host::HostState& host);

/// What a plan is to a fleet.
PlanOfHost plan_of_host(const std::string& host, const classify::Plan& plan);

}  // namespace slipway::deploy
