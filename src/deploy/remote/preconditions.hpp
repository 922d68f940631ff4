#pragma once

#include "deploy/plan/host_tools.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"
#include "util/pasted_command.hpp"

#include <string>
#include <string_view>

namespace slipway::deploy {

/// Whether the host's `docker` is podman's command of that name.
bool is_podman(const host::HostState& host);

/// The command that has docker use the account's own engine, whose socket the probe found. A login that reads
/// no start-up file does not get DOCKER_HOST from there; a context of docker's own holds for all.
PastedCommand use_own_engine(const host::HostState& host);

/// Why a file system is mounted read-only that once could be written, and what helps.
inline constexpr std::string_view why_read_only =
    "the kernel does this to a card or a disk that had errors, and nothing can be deployed to it";
std::string fix_of_read_only(const Place& place);

/// Whether the host can take a deployment, and with which tools. The first obstacle is
/// the error; nothing has been touched then.
Result<HostTools> check_host(const host::HostState& host, const Settings& settings);

/// Error if the images would be built for another processor than the host's.
Result<void> check_platform(const host::HostState& host, const ReleaseSpec& spec);

/// Error if another run holds the deployment's lock: who, and how far it is.
Result<void> check_lock(const host::HostState& host, const Place& place);

}  // namespace slipway::deploy
