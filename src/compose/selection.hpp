#pragma once

#include "compose/model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::compose {

/// Marks the services that the profiles and the chosen services (with what they depend on) make active. A
/// chosen service that does not exist is an error, and what check_references() refuses about a service that
/// the profiles allow, chosen or not.
Result<void> select_services(Model& model, const std::vector<std::string>& profiles,
                             const std::vector<std::string>& chosen);

/// What compose refuses about active services: neither image nor build, and references to services, volumes,
/// configs or secrets that nobody defines.
Result<void> check_references(const Model& model);

/// Error: two services that are deployed want the same `container_name`. Compose 2.26 finds that out when it
/// starts them.
Result<void> check_container_names(const Model& model);

}  // namespace slipway::compose
