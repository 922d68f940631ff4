#pragma once

#include "classify/finding.hpp"
#include "init/survey.hpp"

#include <string>
#include <vector>

namespace slipway::init {

/// The findings that are risky for a first deployment, service by service, with the lines for the compose
/// file that fix them. Empty if there are none.
std::string risk_text(const Survey& survey, const std::vector<classify::Finding>& findings);

}  // namespace slipway::init
