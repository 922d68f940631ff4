#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace slipway::report {

/// Paths in few words: as they are where there are at most `most` of them, else by directory ("src/ (12
/// files)"), the deepest directories folded into their parents until few enough are left. In the order of the
/// first path of each.
std::vector<std::string> path_groups(const std::vector<std::string>& paths, std::size_t most);

}  // namespace slipway::report
