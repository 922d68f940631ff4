#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"
#include "git/repository.hpp"

#include <optional>
#include <string>

namespace slipway::deploy {

/// Whether the commit to deploy leaves something of the deployed one out: nothing if it contains it, or
/// nothing is deployed. Starts git. Error: the history cannot be read.
Result<std::optional<classify::Divergence>> find_divergence(const git::Repository& repository,
                                                            const Journal& journal,
                                                            const std::string& commit);

}  // namespace slipway::deploy
