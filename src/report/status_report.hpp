#pragma once

#include "classify/plan.hpp"
#include "deploy/journal.hpp"
#include "host/probe.hpp"

#include <string>

namespace slipway::report {

/// What runs on the host, whether it is well, what the host has left, and whether this checkout is ahead: one
/// screen.
std::string status_text(const host::HostState& host, const deploy::Journal& journal,
                        const classify::Plan& plan);
/// The same for programs: schema 1, documented in docs/reference/status-json.md.
std::string status_json(const host::HostState& host, const deploy::Journal& journal,
                        const classify::Plan& plan);

}  // namespace slipway::report
