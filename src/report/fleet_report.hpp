#pragma once

#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "util/json.hpp"

#include <string>
#include <vector>

namespace slipway::report {

/// What a roll-out is of.
struct FleetName {
  std::string deployment;
  std::string environment;
};

/// "climate on greenhouse: 12 hosts: 10 incremental, 1 full (first deployment), 1 up to date"
std::string fleet_summary(const FleetName& name, const std::vector<deploy::PlanOfHost>& plans);
/// The same, and below it a line for each group with its hosts and reasons, and the waves. A few lines,
/// however many hosts there are.
std::string fleet_plan_text(const FleetName& name, const std::vector<deploy::PlanOfHost>& plans,
                            const std::vector<deploy::HostIndexes>& waves);

/// The plans for programs: schema 1, documented in docs/reference/fleet-plan-json.md. The strategy is the one
/// of the host that needs most. `configure_depends`: as for plan_json().
std::string fleet_plan_json(const FleetName& name, const std::vector<deploy::PlannedHost>& hosts,
                            const std::vector<std::string>& configure_depends);

/// What became of one host, in a line: "release 12 is healthy after 14 s".
std::string verdict_text(const deploy::HostVerdict& verdict);

/// Names of hosts for a sentence: "north, south and 7 more".
std::string some_hosts(const std::vector<std::string>& hosts);

/// A verdict as a member of `hosts` (docs/reference/events-json.md).
Json verdict_json(const deploy::HostVerdict& verdict);

}  // namespace slipway::report
