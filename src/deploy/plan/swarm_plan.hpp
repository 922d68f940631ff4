#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/secret_files.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"
#include "swarm/stack.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// Error: the settings have something that a swarm does not do.
Result<void> check_swarm_settings(const Settings& settings);

/// Error: one of the findings says that a swarm cannot run the application.
Result<void> refuse_for_swarm(const std::vector<classify::Finding>& findings);

/// Error: what runs was deployed with the other engine, whose containers and data nobody would take along.
Result<void> check_same_engine(const Settings& settings, const Release* deployed,
                               const compose::Model& model);

/// What the plan says of the engine: the nodes, and how images reach them.
std::vector<std::string> swarm_notes(const Settings& settings);

/// Why nothing of a service runs, and when a deployment helps: as a run says it (runner/tasks.sh).
std::string waiting_text(const host::WaitingService& service);

/// A container that is restarted for its mounted files is a task that is made anew.
void plan_for_tasks(classify::Plan& plan);

/// The stack file of a release.
Result<swarm::Stack> stack_of(const PlannedRelease& planned, const Settings& settings,
                              const std::string& directory, std::uint64_t release);

/// Error: the engine would read an environment file otherwise than compose does.
Result<void> check_environment_files(const PlannedRelease& planned, const std::vector<SecretFile>& secrets);

}  // namespace slipway::deploy
