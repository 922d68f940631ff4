#pragma once

#include "deploy/plan/settings.hpp"
#include "host/connection.hpp"
#include "swarm/stack.hpp"
#include "util/error.hpp"
#include "util/untrusted.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A node, as the manager knows it.
struct SwarmNode {
  std::string id;
  Untrusted hostname;
  std::string state;         ///< `ready`, `down`, `unknown`, `disconnected`
  std::string availability;  ///< `active`, `pause`, `drain`
  bool is_manager = false;
  bool is_reachable = false;  ///< Of a manager.
  bool is_leader = false;
  Untrusted platform;  ///< "linux/x86_64"
  Untrusted engine;
  bool is_labelled = false;  ///< It may have tasks of this deployment.
};

/// What swarm.sh found. It comes from the host.
struct SwarmState {
  std::string local_state;  ///< `inactive`, `pending`, `active`, `locked`, `error`
  bool is_manager = false;
  std::string node_id;
  Untrusted error;    ///< Why the nodes are not known.
  std::string store;  ///< Where the engine keeps images: `containerd`, `classic`; empty if it does not say.
  enum class Ipvs : std::uint8_t { unknown, yes, no };
  Ipvs ipvs = Ipvs::unknown;
  std::vector<SwarmNode> nodes;
  std::vector<Untrusted>
      stack_directories;  ///< Where the services of the stack were deployed from; `-`: not said.

  const SwarmNode* node(const std::string& id) const;
  std::size_t managers() const;
};

SwarmState parse_swarm(std::string_view output);
Result<SwarmState> look_at_swarm(host::Connection& connection, const std::string& project);

/// Error: HOST cannot carry out a deployment to its swarm, or the swarm cannot run the stack.
Result<void> check_swarm(const SwarmState& swarm, const Place& place, const std::string& directory,
                         const std::string& project, const swarm::Stack& stack);

}  // namespace slipway::deploy
