#pragma once

#include "deploy/plan/approved_plan.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/lineage.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/waiting.hpp"
#include "deploy/run/listener.hpp"
#include "host/connection.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace slipway::deploy {

class HostSession;
class SharedBuilds;
struct OnlinePlan;

/// What the deployments of one commit to several hosts share. Found once, and only read from then on, so
/// threads may use it side by side.
struct Common {
  Target target;
  std::vector<SecretFile> secrets;
  SharedBuilds* builds = nullptr;  ///< Of BUILD_ON here.
  std::shared_ptr<CommitCounts> counts = std::make_shared<CommitCounts>();
};

struct DeployOptions {
  std::optional<classify::Strategy> forced = {};
  bool dirty = false;
  bool dirty_check = true;  ///< Look for uncommitted changes, to say what is not deployed.
  bool overwrite_drift = false;
  bool adopt_project = false;      ///< Take over the compose project's containers from another directory.
  bool allow_diverged = false;     ///< Undo the commits that HEAD does not contain.
  std::function<bool()> ask = {};  ///< Asks a person the same; empty if nobody is there.
  Wait wait = {};
  ClientTests tests = {};
  /// Carry out exactly this plan, or refuse; null: the plan as it is now. `forced` and `dirty` are the
  /// plan's.
  const ApprovedPlan* approved = nullptr;
  /// For one host of several; null: the deployment finds all of it itself.
  const Common* common = nullptr;
  std::optional<Rollout> rollout = {};  ///< For the journal.
  /// A look at the host a moment ago, from which the deployment goes on without asking everything again. Its
  /// session is used up. Null: there was none.
  OnlinePlan* looked = nullptr;
};

/// What deployments of HEAD to several hosts share: the commit with its artifacts, and the secrets, for which
/// each program of SECRET_COMMAND is asked once. Errors: those of find_target(), or a secret is missing.
Result<Common> find_common(const Settings& settings, const DeployOptions& options,
                           const std::function<void(std::string_view)>& note);

/// The result of a deployment.
struct DeployResult {
  ExitCode code = ExitCode::success;
  bool nothing_to_do = false;
  bool confirmed = false;  ///< The smoke tests were part of it.
  std::uint64_t release = 0;
  std::optional<RunOutcome> outcome;  ///< Nothing if there was nothing to do.
  std::string reason;
  std::string strategy;                        ///< as in the journal, or empty
  std::optional<std::uint64_t> restores = {};  ///< The release that a rollback was to put back.
  std::vector<std::string> unchecked =
      {};  ///< Services without a check: it is only known that they ran for a while.
  double seconds = 0;
  unsigned probation = 0;  ///< Seconds that the host watches the release from now on.
  std::optional<std::uint64_t> before =
      {};  ///< The release that is put back, or was, if this one fails in its probation.
  std::optional<classify::CostForecast> forecast = {};  ///< What the plan expected it to cost.
};

/// Deploys the commit: probe, plan with what the host says, ship, build, switch, health, record.
/// A failure of the release itself is a result with its code. Errors are what kept the run from starting, or
/// from being followed.
Result<DeployResult> deploy(const Settings& settings, const DeployOptions& options, Listener& listener,
                            host::Network& network = host::ssh_network());

/// What a deployment would do now, planned with what the host says. Changes nothing on the host; the
/// journal here is brought up to date.
struct OnlinePlan {
  PlannedRelease planned;
  std::optional<Error> refused = {};  ///< Why a deployment would end before it touches anything.
  ApprovedPlan to_approve = {};       ///< The same for `DeployOptions::approved`.
  host::HostState host = {};          ///< As the plan found it; not set of a plan without the host.
  Journal journal = {};
  /// The sentence, if HOST was another machine at the last look.
  std::optional<std::string> other_machine = {};
  /// With `DeployOptions::common`: what the caller is to remember of the look, for all hosts at once, and the
  /// connection, which is still open.
  std::optional<Seen> seen = {};
  std::shared_ptr<HostSession> session = {};
};
/// With `DeployOptions::common` a host that runs the commit is looked at briefly. Errors: the host could not
/// be asked.
Result<OnlinePlan> plan_online(const Settings& settings, const DeployOptions& options,
                               host::Network& network = host::ssh_network());

/// The release that a rollback puts back: the one with the number, or the nearest healthy one before the
/// deployed one that differs from what runs, was not found to fail later, and is still on the host. Error:
/// there is none.
Result<const Release*> rollback_target(const Journal& journal, const host::HostState& host,
                                       std::optional<std::uint64_t> number);

/// Puts the files, images and secrets of an earlier healthy release back, as a new release:
/// rollback_target(). The jobs of BEFORE_SWITCH run only if `runs_jobs`: what they did is not undone by it.
/// `rollout`: the one that this takes back, for the journal.
Result<DeployResult> rollback(const Settings& settings, std::optional<std::uint64_t> number, bool runs_jobs,
                              Wait wait, Listener& listener, host::Network& network = host::ssh_network(),
                              const std::optional<Rollout>& rollout = {});

/// Follows the current run, from its first step to its end. If there is none, shows the last one
/// again.
Result<DeployResult> attach(const Settings& settings, const ClientTests& tests, Listener& listener,
                            host::Network& network = host::ssh_network());

/// Stops the current run, and follows it to its end.
struct CancelResult {
  bool was_running = false;
  DeployResult run;  ///< How the run ended: `cancelled`, or as it would have if it was too late. Or how
                     ///< the last one did.
};
Result<CancelResult> cancel(const Settings& settings, Listener& listener,
                            host::Network& network = host::ssh_network());

/// Recovers from an interrupted deployment on the host, as the next deployment would, and follows that to its
/// end.
struct RecoverResult {
  bool was_needed = false;
  DeployResult run;  ///< How the interrupted run ended.
};
Result<RecoverResult> recover(const Settings& settings, Wait wait, Listener& listener,
                              host::Network& network = host::ssh_network());

}  // namespace slipway::deploy
