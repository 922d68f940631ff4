#pragma once

#include "classify/finding.hpp"
#include "util/json.hpp"

#include <string>

namespace slipway::report {

/// A finding as the plan and `slipway lint` have it in JSON.
Json finding_json(const classify::Finding& finding);

/// "Dockerfile:3"; without a line the file alone.
std::string place_of(const classify::Finding& finding);

}  // namespace slipway::report
