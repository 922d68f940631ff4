#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"

#include <optional>

namespace slipway::deploy {

/// How many steps of all images the plan expects to run again; nothing where it cannot tell.
std::optional<std::uint64_t> predicted_reruns(const classify::Plan& plan);

/// Time and bytes of the planned deployment, from this host's own releases: those of the same strategy with
/// as many steps that ran again; where there are too few, those of the same strategy; then any. Only healthy
/// ones count, the newest most_considered of each kind. Nothing where nothing is to be done, or nothing has
/// been.
std::optional<classify::CostForecast> forecast(const Journal& journal, const classify::Plan& plan);

}  // namespace slipway::deploy
