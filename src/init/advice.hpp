#pragma once

#include "classify/finding.hpp"
#include "init/survey.hpp"

#include <string>
#include <vector>

namespace slipway::init {

/// What of the findings is risky for a first deployment, service by service, with the lines for the compose
/// file that mend it. Empty if nothing is.
std::string risk_text(const Survey& survey, const std::vector<classify::Finding>& findings);

}  // namespace slipway::init
