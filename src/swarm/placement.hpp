#pragma once

#include "compose/model.hpp"

#include <string>
#include <vector>

namespace slipway::swarm {

/// `deploy.placement.constraints` of a service, as written.
std::vector<std::string> constraints_of(const compose::Model& model, const std::string& service);

/// Whether its constraints name a node, by `node.hostname ==` or `node.id ==`, or nodes by a label: data on
/// it is where the tasks are.
bool is_pinned(const compose::Model& model, const std::string& service);

/// The host name that a constraint demands; empty if none does.
std::string demanded_hostname(const std::vector<std::string>& constraints);

/// `deploy.mode: global`
bool runs_on_every_node(const compose::Model& model, const std::string& service);

/// Whether the data of a volume may be the same on all nodes: an external one, or one with a driver or
/// options of its own.
bool is_shared_volume(const compose::Model& model, const std::string& volume);

}  // namespace slipway::swarm
