#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"
#include "git/repository.hpp"

#include <optional>
#include <string>

namespace slipway::deploy {

/// The divergence, if the commit to deploy does not contain the deployed one; nothing if it does, or if
/// nothing is deployed. Starts git. Error: the history cannot be read.
Result<std::optional<classify::Divergence>> find_divergence(const git::Repository& repository,
                                                            const Journal& journal,
                                                            const std::string& commit);

}  // namespace slipway::deploy
