#pragma once

#include "classify/tree.hpp"
#include "compose/model.hpp"
#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The compose files of a deployment, relative to ROOT. Error if one lies outside of it.
Result<std::vector<std::string>> compose_files_in_root(const Application& application);

/// The application of a tree as compose reads it. `host_directory` is the tree's directory, as the host says;
/// empty if the host was not asked: then DIRECTORY counts.
Result<compose::Model> load_compose_model(const classify::Tree& tree, const Settings& settings,
                                          const std::vector<std::string>& files,
                                          const std::string& host_directory);

}  // namespace slipway::deploy
