#pragma once

#include "deploy/plan/planner.hpp"

#include <set>
#include <string>

namespace slipway::deploy {

/// The plan from what is known here: the host's journal as last seen, without the network. `contained`, if
/// any, has the commits that are known to be part of the target's history, and gets what is learned: of many
/// hosts most run the same one, and git is asked once.
Result<PlannedRelease> plan_offline(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced,
                                    std::set<std::string>* contained = nullptr);

}  // namespace slipway::deploy
