#pragma once

#include "git/object_reader.hpp"

namespace slipway::git {

/// Reads through one long-running `git cat-file --batch`: for the repositories that libgit2 refuses.
/// Error: git will not read the repository either; the message carries what git said.
Result<std::unique_ptr<ObjectReader>> open_with_plumbing(const std::string& path);

}  // namespace slipway::git
