#pragma once

#include <string>

namespace slipway::cli {

/// Slipway's version alone.
std::string version();
/// Slipway's version and those of the libraries it is linked with, one a line.
std::string version_text();

}  // namespace slipway::cli
