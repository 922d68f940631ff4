#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"

#include <vector>

namespace slipway::lint {

/// The traps of the compose files.
std::vector<classify::Finding> compose_lints(const compose::Model& model);

}  // namespace slipway::lint
