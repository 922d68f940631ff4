#pragma once

#include "deploy/plan/lineage.hpp"
#include "deploy/plan/planner.hpp"

namespace slipway::deploy {

/// The plan from what is known here: the host's journal as last seen, without the network. `counts`: shared
/// by plans for several hosts.
Result<PlannedRelease> plan_offline(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced,
                                    CommitCounts* counts = nullptr);

}  // namespace slipway::deploy
