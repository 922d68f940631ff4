#pragma once

#include "cli/arguments.hpp"

#include <string>
#include <vector>

namespace slipway::cli {

/// What a shell has to read to complete commands, options, and the values that are known beforehand. Values
/// of other options and words complete as file names.
std::string bash_completion(const std::vector<CommandEntry>& commands);
std::string zsh_completion(const std::vector<CommandEntry>& commands);
std::string fish_completion(const std::vector<CommandEntry>& commands);

}  // namespace slipway::cli
