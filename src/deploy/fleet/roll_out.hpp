#pragma once

#include "deploy/fleet/verdict.hpp"
#include "deploy/fleet/waves.hpp"
#include "deploy/run/listener.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// What a first look at a host found. Nothing was touched.
struct HostLook {
  PlanOfHost plan;
  std::string machine = {};                  ///< The same for two names of one machine; empty: not known.
  std::optional<std::uint64_t> before = {};  ///< The release that runs.
  /// For how many seconds its containers run, the youngest of them; nothing if that cannot be seen.
  std::optional<unsigned> steady_for = {};
  /// It runs the release, and a deployment has something to put right there that touches no container.
  bool needs_visit = false;
  std::string note = {};  ///< What a person has to know of it; empty if there is nothing.
};

/// What a roll-out does to hosts, by their place in the roll-out's list. Each function may be called from
/// several threads at once, for different hosts.
class HostWork {
 public:
  HostWork() = default;
  HostWork(const HostWork&) = delete;
  HostWork& operator=(const HostWork&) = delete;
  virtual ~HostWork() = default;

  virtual HostLook look(std::size_t host) = 0;
  /// Every host was looked at. Called once, with nothing else going on.
  virtual void looked() {}
  virtual Result<DeployResult> deploy(std::size_t host, const Rollout& rollout, Listener& listener) = 0;
  /// Whether there are smoke tests, and whether those of the host pass.
  virtual bool has_tests() const = 0;
  virtual Result<bool> test(std::size_t host, Listener& listener) = 0;
  /// Looks at the host again after SOAK: why the release is not well there, or empty. No answer is a reason.
  virtual std::string watch(std::size_t host, std::chrono::seconds soak) = 0;
  /// Puts back what ran before the roll-out.
  virtual Result<DeployResult> put_back(std::size_t host, std::uint64_t release, const Rollout& rollout,
                                        Listener& listener) = 0;
  /// Returns earlier if the command is interrupted.
  virtual void pause(std::chrono::seconds time) = 0;
  virtual bool interrupted() const = 0;
};

/// Whoever shows a roll-out. Calls for different hosts come from several threads at once.
class RolloutListener {
 public:
  RolloutListener() = default;
  RolloutListener(const RolloutListener&) = delete;
  RolloutListener& operator=(const RolloutListener&) = delete;
  virtual ~RolloutListener() = default;

  /// What is to be done, once every host was looked at.
  virtual void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>& waves) = 0;
  /// A wave begins: `hosts` are deployed to.
  virtual void wave(std::size_t number, std::size_t of, const HostIndexes& hosts) = 0;
  virtual void note(std::string_view text) = 0;
  /// For the deployment to one host. It lives as long as this.
  virtual Listener& host(std::size_t host) = 0;
  virtual void verdict(std::size_t host, const HostVerdict& verdict) = 0;
};

struct RolloutOptions {
  std::string id;
  unsigned parallel = FleetSettings::default_parallel;
  std::chrono::seconds soak = {};
  bool revoke = false;
  bool skip_unreachable = false;
  /// Refuse if none of the hosts runs the release yet: nothing shows that it is good.
  bool only_if_proven = false;
};

struct RolloutResult {
  std::vector<HostVerdict> verdicts;  ///< One for each host, in order.
  std::size_t waves = 0;
  std::size_t stopped_in = 0;  ///< The wave that failed, or that an interrupt kept from its end; 0: none.
  bool interrupted = false;
  bool began = false;  ///< All hosts were looked at, and the first wave was begun.
  bool complete() const { return stopped_in == 0; }
};

/// Brings a release to the hosts in waves. Each host is looked at first, and hosts that run the release are
/// not touched. A wave begins only if the one before is green: each of its hosts has the release, recorded
/// and healthy, its smoke tests have passed, and it is well after `soak`. Otherwise nothing more begins, and
/// with `revoke` the hosts that this roll-out has brought the release to get back what they ran before,
/// newest wave first. An interrupt begins nothing more, and revokes nothing. Errors: two of the names are one
/// machine, or `only_if_proven` and no host has the release. Nothing was touched.
Result<RolloutResult> roll_out(const std::vector<std::string>& names, const std::vector<HostIndexes>& waves,
                               const RolloutOptions& options, HostWork& work, RolloutListener& listener);

/// Why hosts of these two names cannot both be deployed to.
Error same_machine_error(std::string_view one, std::string_view other);

/// An id for a roll-out: the time, for people, and what tells it from others of that second.
std::string rollout_id(std::int64_t now);

}  // namespace slipway::deploy
