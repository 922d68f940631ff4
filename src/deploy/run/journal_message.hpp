#pragma once

#include "deploy/run/run_plan.hpp"

#include <string>

namespace slipway::deploy {

/// The head of a journal entry: subject, blank line and the trailers that are known before the run.
std::string journal_message(const RunPlan& run, const Place& place, const std::string& deployed_by);

}  // namespace slipway::deploy
