#pragma once

#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/swarm_nodes.hpp"
#include "host/connection.hpp"

#include <functional>
#include <memory>
#include <string>

namespace slipway::deploy {

using Note = std::function<void(const std::string&)>;

/// The swarm of HOST can carry out the plan, and its other nodes are reached. Null without ENGINE swarm.
Result<std::shared_ptr<SwarmNodes>> ready_swarm(const Settings& settings, HostSession& session,
                                                const PlannedRelease& planned, host::Network& network,
                                                const Note& note);

/// For a run that goes on: brings images to its nodes if it still waits for them. Empty without ENGINE swarm.
/// What is passed has to outlive it.
NodeSeeding seeding_of_run(const Settings& settings, HostSession& session, host::Network& network,
                           const Note& note);

}  // namespace slipway::deploy
