#pragma once

#include "deploy/journal.hpp"
#include "deploy/listener.hpp"
#include "deploy/planner.hpp"
#include "deploy/settings.hpp"

#include <optional>

namespace slipway::deploy {

struct DeployOptions {
  std::optional<classify::Strategy> forced = {};
  bool dirty = false;
  bool overwrite_drift = false;
};

/// What a deployment came to.
struct DeployResult {
  ExitCode code = ExitCode::success;
  bool nothing_to_do = false;
  std::uint64_t release = 0;
  std::string outcome;  ///< as in the journal, or empty where nothing was to do
  std::string reason;
  double seconds = 0;
};

/// Brings the commit onto the host: probe, plan with what the host says, ship, build, switch, health, record.
/// A failure of the release itself is a result with its code; errors are what kept the run from starting, or
/// from being followed.
Result<DeployResult> deploy(const Settings& settings, const DeployOptions& options, Listener& listener);

/// The release that a rollback puts back: the one with the number, or the healthy one before the deployed
/// one. Error: there is none.
Result<const Release*> rollback_target(const Journal& journal, std::optional<std::uint64_t> number);

/// Puts the files and images of an earlier healthy release back, as a new release. Without a number: the one
/// before the deployed one.
Result<DeployResult> rollback(const Settings& settings, std::optional<std::uint64_t> number,
                              Listener& listener);

}  // namespace slipway::deploy
