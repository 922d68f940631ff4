#pragma once

#include "deploy/release_spec.hpp"
#include "deploy/run_plan.hpp"
#include "deploy/settings.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// Whether the host can take a deployment, and with which tools. The first thing that stands in the way is
/// the error; nothing has been touched then.
Result<HostTools> check_host(const host::HostState& host, const Settings& settings);

/// Whether the engine's client on the host can build with BuildKit.
bool has_buildkit(const host::HostState& host);

/// What a build by the classic builder goes without, one sentence each.
std::vector<std::string> losses_without_buildkit();

/// Error where the images would be built for another processor than the host's.
Result<void> check_platform(const host::HostState& host, const ReleaseSpec& spec);

/// Error where another run holds the deployment's lock: who, and how far it is.
Result<void> check_lock(const host::HostState& host, const Settings& settings);

}  // namespace slipway::deploy
