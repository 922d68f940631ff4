#pragma once

#include "classify/tree.hpp"
#include "image/ignore/ignore_rules.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

struct ChosenIgnoreFile {
  std::string path;  ///< From the root of the tree.
  std::string bytes;
};

/// The ignore file that a build uses: `<dockerfile>.dockerignore` beside the Dockerfile, which replaces the
/// context's own `.dockerignore` altogether, even if it is empty or the Dockerfile is outside the
/// context. `context` and `dockerfile` are paths from the root of the tree, links followed; `dockerfile` is
/// empty for an inline one. A link is followed as BuildKit follows it, which sees the files of the context,
/// or those beside the Dockerfile, and no others: what leads out of there leads to its top. Nothing if
/// there is neither; error if the tree cannot be read.
Result<std::optional<ChosenIgnoreFile>> choose_ignore_file(const classify::Tree& tree,
                                                           std::string_view context,
                                                           std::string_view dockerfile);

/// Every path whose change may decide which ignore file a build uses, or what it says: where one may lie, and
/// what links lead to. The classic builder follows links out of the context, BuildKit does not: both count.
Result<std::vector<std::string>> ignore_file_ways(const classify::Tree& tree, std::string_view context,
                                                  std::string_view dockerfile);

/// The rules of the ignore file that a build uses; rules that ignore nothing if it has none.
Result<IgnoreRules> context_rules(const classify::Tree& tree, std::string_view context,
                                  std::string_view dockerfile);

}  // namespace slipway::image
