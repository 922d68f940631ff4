#pragma once

#include "deploy/release_spec.hpp"
#include "deploy/run_plan.hpp"
#include "deploy/settings.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// Whether the host can take a deployment, and with which tools. The first thing that stands in the way is
/// the error; nothing has been touched then.
Result<HostTools> check_host(const host::HostState& host, const Settings& settings);

/// Whether the release fits on the host: figures, and what to do. `tree_bytes` is the size of the files.
Result<void> check_space(const host::HostState& host, std::uint64_t tree_bytes, bool builds);

/// Error where the images would be built for another processor than the host's.
Result<void> check_platform(const host::HostState& host, const ReleaseSpec& spec);

/// Error where files of the release were edited on the host, unless they are to be put aside.
Result<void> check_drift(const host::HostState& host, bool overwrite);

/// Error where another run holds the deployment's lock: who, and how far it is.
Result<void> check_lock(const host::HostState& host, const Settings& settings);

}  // namespace slipway::deploy
