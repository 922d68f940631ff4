#pragma once

#include "deploy/fleet/fleet_status.hpp"
#include "report/fleet_report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::report {

/// A table with a line for each host, the worst first, and a summary above it. `now` is seconds since 1970;
/// `columns` the width of the terminal, 0 if there is none to care for.
std::string fleet_status_text(const FleetName& name, const std::vector<deploy::HostStatus>& hosts,
                              std::int64_t now, std::size_t columns);
/// The same for programs, in the order of the project: schema 1, documented in
/// docs/reference/fleet-status-json.md.
std::string fleet_status_json(const FleetName& name, const std::vector<deploy::HostStatus>& hosts);

}  // namespace slipway::report
