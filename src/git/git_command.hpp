#pragma once

#include "util/process.hpp"

#include <string>
#include <vector>

namespace slipway::git {

/// `git` with the given words in `path`, protected from the user's configuration if it would change what
/// we read: no quoting of names, no relative paths, no pager, no optional locks, English messages.
Command git_command(const std::string& path, std::vector<std::string> words);

}  // namespace slipway::git
