#pragma once

#include "classify/plan.hpp"
#include "report/page.hpp"

#include <string>

namespace slipway::report {

/// The plan for people: what would be done, what made it so, what each changed file does, which steps and
/// services run again, what would make it cheaper. As much of it as fits on a screen of 24 lines, unless the
/// style asks for everything.
std::string plan_text(const classify::Plan& plan, const PageStyle& style);

/// What a deployment takes back of the one that runs.
std::string divergence_text(const classify::Divergence& diverged);

/// The few lines of it that a configure run prints: strategy, reasons, and what else there is to read.
std::string plan_summary(const classify::Plan& plan);

}  // namespace slipway::report
