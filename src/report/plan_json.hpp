#pragma once

#include "classify/plan.hpp"

#include <string>
#include <vector>

namespace slipway::report {

/// The plan for programs: schema 1, documented in docs/reference/plan-json.md. `configure_depends` are the
/// files after whose change a project has to plan again.
std::string plan_json(const classify::Plan& plan, const std::vector<std::string>& configure_depends);

}  // namespace slipway::report
