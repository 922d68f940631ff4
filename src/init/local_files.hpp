#pragma once

#include "init/survey.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace slipway::init {

/// Which keyword each file goes to that the commit does not have.
struct LocalFiles {
  std::vector<std::string> env_files;     ///< For ENV_FILES, relative to the project.
  std::vector<std::string> secret_files;  ///< For SECRET_FILES.
  std::vector<std::string> notes;         ///< One line for a person about each, and about what stays here.
};

/// Looks for them in the project's directory `here`. `unignored`: the paths below it that git neither has nor
/// ignores.
LocalFiles find_local_files(const Survey& survey, const std::filesystem::path& here,
                            const std::set<std::string>& unignored);

}  // namespace slipway::init
