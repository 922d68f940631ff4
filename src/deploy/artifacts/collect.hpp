#pragma once

#include "deploy/plan/artifacts.hpp"
#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

struct Collected {
  BuiltArtifacts built;
  std::vector<std::string> changed;  ///< Paths that are new or differ from what was collected before.
};

/// Notes HEAD for the build that follows `slipway configure`. Without a repository or a commit, there is no
/// note.
Result<void> note_commit_of_build(const Settings& settings, const git::Repository* repository);

/// Writes the files that the build has made, as recipe.json names them (slipway_add_artifacts() writes it),
/// as objects of the repository, and lists them in built.json. Targets and components are installed by `cmake
/// --install` into a directory of our own, which is removed again. Nothing else of the repository is touched,
/// and no network.
///
/// Errors: the project is not configured; HEAD is not the commit that the build began with; an installation
/// fails, is empty or leaves its prefix; a file is gone; two artifacts have one path; a symbolic link leads
/// out of them. After an error there is no note.
Result<Collected> collect_artifacts(const Settings& settings);

}  // namespace slipway::deploy
