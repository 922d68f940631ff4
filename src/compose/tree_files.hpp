#pragma once

#include "classify/tree.hpp"
#include "compose/source_path.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>

namespace slipway::compose {

/// The content of a file of the tree, read through symbolic links; nothing if there is no such file.
Result<std::optional<std::string>> read_file(const classify::Tree& tree, const PathResolver& resolver,
                                             const std::string& path);

}  // namespace slipway::compose
