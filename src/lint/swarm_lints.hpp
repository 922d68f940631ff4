#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::lint {

/// What of the compose file a swarm does not do (ENGINE swarm). With the severity `error` a deployment is
/// refused. `brought`: the places of env and secret files.
std::vector<classify::Finding> swarm_lints(const compose::Model& model, const std::set<std::string>& brought);

}  // namespace slipway::lint
