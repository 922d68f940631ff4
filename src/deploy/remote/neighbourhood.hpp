#pragma once

#include "deploy/plan/host_tools.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// Whether the engine has answered all that the probe asked: a missing answer does not count as "none".
Result<void> check_answers(const host::HostState& host, const Place& place);

/// Whether the release can start beside what else is on the host: its compose project is this directory's,
/// nobody else has its container names and ports, and all is there that compose does not make. The first
/// thing that stands in the way is the error; nothing has been touched then. With `adopt` the project's
/// containers count as this deployment's, wherever they were started from.
Result<void> check_neighbourhood(const host::HostState& host, const Settings& settings,
                                 const ReleaseSpec& spec, const HostTools& tools, const Journal& journal,
                                 bool adopt);

}  // namespace slipway::deploy
