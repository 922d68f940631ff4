#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"

#include <optional>

namespace slipway::deploy {

/// How many steps of all images the plan expects to run again; nothing if it cannot tell.
std::optional<std::uint64_t> predicted_reruns(const classify::Plan& plan);
/// How many of these are undecided: they may be reused, depending on what an earlier step produces.
std::uint64_t undecided_reruns(const classify::Plan& plan);

/// Time and bytes of the planned deployment, from this host's own releases, step by step: what comes before
/// the switch from those of the same strategy with as many steps that ran again, or of the same strategy, or
/// any; the switch and what follows from those that touched the same services, or any. Only steps of the plan
/// count. `stop_seconds`: how long a service that ignores SIGTERM is waited for; it counts if there is no
/// such release. Only healthy releases count, the newest most_considered of each kind. Nothing if there is
/// nothing to do, or no such release.
std::optional<classify::CostForecast> forecast(const Journal& journal, const classify::Plan& plan,
                                               double stop_seconds = 0);

}  // namespace slipway::deploy
