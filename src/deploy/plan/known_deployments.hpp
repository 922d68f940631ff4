#pragma once

#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The deployments that build directories of this repository have configured, so that a command in the
/// checkout finds them by name. The list is in the git directory (slipway/deployments, one settings file a
/// line), so it is only of this clone.
std::vector<Settings> known_deployments(const git::Repository& repository);

/// Adds one. If the list cannot be written, commands need --settings.
void remember_deployment(const git::Repository& repository, const Settings& settings);

}  // namespace slipway::deploy
