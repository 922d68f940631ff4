#pragma once

#include "classify/tree.hpp"
#include "compose/environment.hpp"
#include "compose/model.hpp"
#include "compose/source_path.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::compose {

/// Which files make a project, and the variables they may use.
struct ProjectFiles {
  std::vector<std::string> files;
  std::string directory;
  Environment environment;           ///< Of the settings and of `.env`.
  std::vector<std::string> dotenvs;  ///< The `.env` files that were read.
  std::vector<Warning> warnings;
};

/// Chooses the compose files as compose v2 does, and reads `.env`. A file that is named and not in the tree
/// is an error.
Result<ProjectFiles> find_project_files(const classify::Tree& tree, const PathResolver& resolver,
                                        const LoadOptions& options);

/// Adds the variables of a `.env` or `env_file` of the tree to `environment`, where they are weaker than what
/// is there. False if the tree has no such file.
Result<bool> add_dotenv(const classify::Tree& tree, const PathResolver& resolver, const std::string& path,
                        Environment& environment);

}  // namespace slipway::compose
