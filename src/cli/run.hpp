#pragma once

#include "cli/command.hpp"

#include <vector>

namespace slipway::cli {

/// Every command there is, in the order of --help.
const std::vector<const Command*>& all_commands();

/// The whole program: parses the command line, runs the command, prints its error if it fails, returns the
/// exit status.
int run(int argc, char** argv);

}  // namespace slipway::cli
