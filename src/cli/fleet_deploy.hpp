#pragma once

#include "cli/run_display.hpp"
#include "deploy/deployment.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "deploy/fleet/waves.hpp"
#include "deploy/plan/settings.hpp"

#include <string>
#include <vector>

namespace slipway::cli {

/// The options of a deployment to a fleet.
struct FleetOption {
  deploy::Selection selection;
  bool catch_up = false;

  /// --first, --only and --catch-up.
  void add_to(Arguments& arguments);
  /// Error: one of them is given, and the deployment is for one host.
  Result<void> check_unused(const deploy::Settings& settings) const;
};

/// Prints the error of each host that failed, with its name, as many as a person reads.
void print_errors_of_hosts(const deploy::RolloutResult& result, const std::vector<deploy::Settings>& hosts);

/// Brings HEAD to the hosts of the fleet in waves, shows it, and says how it ended. Returns
/// ExitCode::stopped if a wave failed or was interrupted.
Result<ExitCode> deploy_fleet(const deploy::Settings& settings, const FleetOption& option,
                              deploy::DeployOptions deploy, const RunDisplay& display);

}  // namespace slipway::cli
