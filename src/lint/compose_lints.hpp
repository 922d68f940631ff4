#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::lint {

/// The traps of the compose files.
std::vector<classify::Finding> compose_lints(const compose::Model& model);

/// The images that the services build, active or not, as complete references.
std::vector<std::string> own_images(const compose::Model& model);

/// The services of which a deployment only sees whether they run for a while. `checked` are those whose image
/// has a health check of its own.
std::vector<classify::Finding> unchecked_services(const compose::Model& model,
                                                  const std::set<std::string>& checked);

}  // namespace slipway::lint
