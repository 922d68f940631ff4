#include "deploy/swarm_run.hpp"

#include "deploy/plan/swarm_plan.hpp"
#include "deploy/run/run_plan.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

std::string tags_of(const std::string& project, const std::string& directory) {
  return fmt::format("slipway-{}-{}", project, tag_digest(directory));
}

}  // namespace

Result<std::shared_ptr<SwarmNodes>> ready_swarm(const Settings& settings, HostSession& session,
                                                const PlannedRelease& planned, host::Network& network,
                                                const Note& note) {
  if (!settings.swarm.on) {
    return nullptr;
  }
  const std::string& directory = session.state().directory.raw();
  const std::string& project = planned.spec.project_v2;
  SLIPWAY_TRY_ASSIGN(const swarm::Stack stack, stack_of(planned, settings, directory, 0));
  SLIPWAY_TRY_ASSIGN(const SwarmState state, look_at_swarm(session.connection(), project));
  SLIPWAY_TRY(check_swarm(state, settings.place, directory, project, stack));
  auto nodes = std::make_shared<SwarmNodes>(settings, tags_of(project, directory), network, note);
  SLIPWAY_TRY(nodes->reach(state, stack));
  return nodes;
}

NodeSeeding seeding_of_run(const Settings& settings, HostSession& session, host::Network& network,
                           const Note& note) {
  if (!settings.swarm.on || settings.swarm.nodes.empty()) {
    return {};
  }
  return [&settings, &session, &network, note](const std::string& request) -> Result<std::string> {
    const std::string project = session.state().project.raw();
    SLIPWAY_TRY_ASSIGN(const SwarmState state, look_at_swarm(session.connection(), project));
    SwarmNodes nodes(settings, tags_of(project, session.state().directory.raw()), network, note);
    SLIPWAY_TRY(nodes.reach(state, {}));
    return nodes.seed(session.connection(), request);
  };
}

}  // namespace slipway::deploy
