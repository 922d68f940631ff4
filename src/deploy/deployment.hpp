#pragma once

#include "deploy/plan/approved_plan.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/waiting.hpp"
#include "deploy/run/listener.hpp"
#include "host/connection.hpp"

#include <functional>
#include <optional>

namespace slipway::deploy {

struct DeployOptions {
  std::optional<classify::Strategy> forced = {};
  bool dirty = false;
  bool dirty_check = true;  ///< Look for uncommitted changes, to say what is not deployed.
  bool overwrite_drift = false;
  bool adopt_project = false;      ///< Take over the compose project's containers from another directory.
  bool allow_diverged = false;     ///< Take back what HEAD does not contain.
  std::function<bool()> ask = {};  ///< Asks a person the same; empty where nobody is there.
  Wait wait = {};
  SmokeTests smoke_tests = {};
  /// Carry out exactly this, or refuse; null: whatever the plan is now. `forced` and `dirty` are those of it.
  const ApprovedPlan* approved = nullptr;
};

/// What a deployment came to.
struct DeployResult {
  ExitCode code = ExitCode::success;
  bool nothing_to_do = false;
  bool confirmed = false;  ///< The smoke tests were part of it.
  std::uint64_t release = 0;
  std::optional<RunOutcome> outcome;  ///< Nothing if nothing was to do.
  std::string reason;
  std::string strategy;                        ///< as in the journal, or empty
  std::optional<std::uint64_t> restores = {};  ///< The release that a rollback was to put back.
  std::vector<std::string> unchecked = {};  ///< Services of which it is only known that they ran for a while.
  double seconds = 0;
  unsigned probation = 0;  ///< Seconds that the host watches the release from now on.
  std::optional<std::uint64_t> before =
      {};  ///< The release that comes back, or is back, if it does not hold.
  std::optional<classify::CostForecast> forecast = {};  ///< What the plan expected it to cost.
};

/// Brings the commit onto the host: probe, plan with what the host says, ship, build, switch, health, record.
/// A failure of the release itself is a result with its code; errors are what kept the run from starting, or
/// from being followed.
Result<DeployResult> deploy(const Settings& settings, const DeployOptions& options, Listener& listener,
                            host::Network& network = host::ssh_network());

/// What a deployment would do now, as the host has the last word on it. Changes nothing on the host; the
/// journal here is brought up to date.
struct OnlinePlan {
  PlannedRelease planned;
  std::optional<Error> refused = {};  ///< Why a deployment would end before it touches anything.
  ApprovedPlan to_approve = {};       ///< The same for `DeployOptions::approved`.
};
/// Errors: what keeps the host from being asked.
Result<OnlinePlan> plan_online(const Settings& settings, const DeployOptions& options,
                               host::Network& network = host::ssh_network());

/// The release that a rollback puts back: the one with the number, or the nearest healthy one before the
/// deployed one that differs from what runs, was not found to fail later, and is still on the host. Error:
/// there is none.
Result<const Release*> rollback_target(const Journal& journal, const host::HostState& host,
                                       std::optional<std::uint64_t> number);

/// Puts the files, images and secrets of an earlier healthy release back, as a new release:
/// rollback_target(). The jobs of BEFORE_SWITCH run only if `runs_jobs`: what they did is not undone by it.
Result<DeployResult> rollback(const Settings& settings, std::optional<std::uint64_t> number, bool runs_jobs,
                              Wait wait, Listener& listener, host::Network& network = host::ssh_network());

/// Follows the run that is going on, from its first step to its end; where there is none, tells the last one
/// again.
Result<DeployResult> attach(const Settings& settings, const SmokeTests& smoke_tests, Listener& listener,
                            host::Network& network = host::ssh_network());

/// Stops the run that is going on, and follows it until what ran before it runs for certain.
struct CancelResult {
  bool was_running = false;
  DeployResult run;  ///< How the run ended: `cancelled`, or as it would have where it was too late. Or how
                     ///< the last one did.
};
Result<CancelResult> cancel(const Settings& settings, Listener& listener,
                            host::Network& network = host::ssh_network());

/// Puts right on the host what was interrupted there, as the next deployment would, and follows that to its
/// end.
struct RecoverResult {
  bool was_needed = false;
  DeployResult run;  ///< How the run ended that was put right.
};
Result<RecoverResult> recover(const Settings& settings, Wait wait, Listener& listener,
                              host::Network& network = host::ssh_network());

}  // namespace slipway::deploy
