#pragma once

#include "deploy/build_here/local_engine.hpp"
#include "deploy/deployment.hpp"
#include "deploy/plan/secret_files.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/run_plan.hpp"
#include "deploy/swarm_run.hpp"

#include <functional>

namespace slipway::deploy {

/// What deploy and rollback have in common, after it is clear which release goes to the host.
struct DeploymentRun {
  const git::Repository& repository;
  const Settings& settings;
  HostSession& session;
  const Journal& journal;
  const PlannedRelease& planned;
  HostTools tools;
  Shipped shipped;
  std::string source_commit;
  std::optional<Adopted> adopted = {};
  const Release* restores = nullptr;
  bool runs_jobs = true;  ///< BEFORE_SWITCH
  bool overwrite_drift = false;
  EngineInquiry* local_engine = nullptr;   ///< Asked already, if the plan may build here.
  std::shared_ptr<SwarmNodes> nodes = {};  ///< With ENGINE swarm.
  ClientTests tests = {};                  ///< Run if the settings say that the host waits for them.
  std::optional<Rollout> rollout = {};
  SharedBuilds* builds = nullptr;  ///< Common::builds
  const std::vector<SecretFile>* secrets =
      nullptr;  ///< Sent by this run; a rollback uses those of its release.
};

/// Says how a run ended whose client was interrupted.
void note_interrupted_run(const Settings& settings, const host::HostState& host, Listener& listener);

/// Says if a release is on probation there, or failed in it.
void note_probation(const host::HostState& host, const Journal& journal, Listener& listener);

/// Returns when the deployment's lock is free, or waits for it.
Result<void> pass_lock(HostSession& session, const Place& place, Wait wait, Listener& listener);

/// Stores the journal entry that a run wrote on the host in this repository, and returns how the run ended.
DeployResult conclude(const git::Repository& repository, const Settings& settings, std::uint64_t release,
                      const HostSession::Followed& followed, Listener& listener);

/// Who deploys, and from where: user@machine.
std::string person();

/// Ships what the host lacks, starts the run and follows it, and stores its journal entry here.
Result<DeployResult> perform_run(const DeploymentRun& work, Listener& listener);

/// Calls `attempt` again, a few times at most, if somebody else has deployed between plan and run.
Result<DeployResult> perform_run_repeatedly(Wait wait, Listener& listener,
                                            const std::function<Result<DeployResult>()>& attempt);

}  // namespace slipway::deploy
