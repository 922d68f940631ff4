#pragma once

#include "image/ignore/ignore_rules.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace slipway::image {

/// The verdicts about `paths`, in their order, walked as the one tree that they make up. A path that others
/// lie below, or that ends in a slash, is a directory; a directory that is ignored itself counts as included
/// if something below it is, because the builder is sent both. Paths are relative to the context; a
/// leading slash or
/// `./` makes no difference. Error if a path leads out of the context, or if Docker would fail the
/// build.
Result<std::vector<IgnoreVerdict>> evaluate_paths(const IgnoreRules& rules,
                                                  const std::vector<std::string>& paths);

/// The lines of those patterns that match none of `paths` nor any directory on the way to them.
Result<std::vector<std::size_t>> lines_without_match(const IgnoreRules& rules,
                                                     const std::vector<std::string>& paths);

}  // namespace slipway::image
