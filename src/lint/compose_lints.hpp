#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"

#include <vector>

namespace slipway::lint {

/// The traps of the compose files.
std::vector<classify::Finding> compose_lints(const compose::Model& model);

/// The images that the services build, active or not, as complete references.
std::vector<std::string> own_images(const compose::Model& model);

}  // namespace slipway::lint
