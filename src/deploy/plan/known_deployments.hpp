#pragma once

#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The deployments that build directories of this repository have configured, so that a command in the
/// checkout finds them by name. The list lies in the git directory (slipway/deployments, one settings file a
/// line): it is of this clone alone.
std::vector<Settings> known_deployments(const git::Repository& repository);

/// Adds one. A list that cannot be written only means that commands need --settings.
void remember_deployment(const git::Repository& repository, const Settings& settings);

}  // namespace slipway::deploy
