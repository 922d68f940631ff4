#pragma once

#include "classify/tree.hpp"
#include "image/ignore/ignore_rules.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

struct ChosenIgnoreFile {
  std::string path;  ///< From the root of the tree.
  std::string bytes;
};

/// The ignore file that a build uses: `<dockerfile>.dockerignore` beside the Dockerfile, which replaces the
/// context's own `.dockerignore` altogether, even where it is empty or the Dockerfile lies outside the
/// context. `context` and `dockerfile` are paths from the root of the tree. A link is followed inside the
/// tree. Nothing where there is neither; error where the tree cannot be read.
Result<std::optional<ChosenIgnoreFile>> choose_ignore_file(const classify::Tree& tree,
                                                           std::string_view context,
                                                           std::string_view dockerfile);

/// The rules of the ignore file that a build uses; rules that ignore nothing where it has none.
Result<IgnoreRules> context_rules(const classify::Tree& tree, std::string_view context,
                                  std::string_view dockerfile);

}  // namespace slipway::image
