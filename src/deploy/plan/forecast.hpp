#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"

#include <optional>

namespace slipway::deploy {

/// How many steps of all images the plan expects to run again; nothing where it cannot tell.
std::optional<std::uint64_t> predicted_reruns(const classify::Plan& plan);

/// Time and bytes of the planned deployment, from this host's own releases, step by step: what comes before
/// the switch from those of the same strategy with as many steps that ran again, or of the same strategy, or
/// any; the switch and what follows from those that touched the same services, or any. A step that the plan
/// does not have has no part in it. `stop_seconds`: what services that are stopped, and take no notice of it,
/// are waited for; it counts if no such release tells. Only healthy releases count, the newest
/// most_considered of each kind. Nothing where nothing is to be done, or nothing has been.
std::optional<classify::CostForecast> forecast(const Journal& journal, const classify::Plan& plan,
                                               double stop_seconds = 0);

}  // namespace slipway::deploy
