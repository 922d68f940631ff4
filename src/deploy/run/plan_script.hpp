#pragma once

#include "deploy/run/run_plan.hpp"

#include <string>

namespace slipway::deploy {

/// plan.sh and compose.sh, which runner.sh sources (its head says what they define).
std::string plan_script(const RunPlan& run);
std::string compose_script(const RunPlan& run);

}  // namespace slipway::deploy
