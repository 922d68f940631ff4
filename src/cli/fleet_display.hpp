#pragma once

#include "cli/run_display.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "report/fleet_report.hpp"

#include <memory>
#include <string>
#include <vector>

namespace slipway::cli {

/// Shows a roll-out as RunDisplay asks for: live on a terminal, with a line for each host at work; as dated
/// lines that begin with the host's name; as JSON lines; or nothing but what fails.
class FleetDisplay : public deploy::RolloutListener {
 public:
  /// The roll-out has ended, or could not begin.
  virtual void end(const Result<deploy::RolloutResult>& result, ExitCode code) = 0;
};

std::unique_ptr<FleetDisplay> make_fleet_display(const RunDisplay& display, const report::FleetName& name,
                                                 const std::vector<std::string>& hosts,
                                                 const std::string& rollout);

}  // namespace slipway::cli
