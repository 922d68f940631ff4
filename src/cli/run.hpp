#pragma once

namespace slipway::cli {

/// The whole program: parses the command line, runs the command, prints its error if it fails, returns the
/// exit status.
int run(int argc, char** argv);

}  // namespace slipway::cli
