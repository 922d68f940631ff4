#pragma once

#include "deploy/deployment.hpp"
#include "deploy/host_session.hpp"
#include "deploy/run_plan.hpp"

#include <functional>

namespace slipway::deploy {

/// What deploy and rollback have in common, once it is clear what is to be put on the host.
struct Undertaking {
  const git::Repository& repository;
  const Settings& settings;
  HostSession& session;
  const Journal& journal;
  const PlannedRelease& planned;
  HostTools tools;
  std::string tree;
  std::string source_commit;
  std::optional<Adopted> adopted = {};
  const Release* restores = nullptr;
  bool overwrite_drift = false;
};

/// Ships what the host lacks, starts the run and follows it, and notes here what it wrote there.
Result<DeployResult> undertake(const Undertaking& work, Listener& listener);

/// Calls `attempt` again, a few times at most, where somebody else has deployed between plan and run.
Result<DeployResult> undertake_repeatedly(Listener& listener,
                                          const std::function<Result<DeployResult>()>& attempt);

}  // namespace slipway::deploy
