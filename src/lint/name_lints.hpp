#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

/// Files that the builder would be sent under a name (or, for links, with a target) that is not UTF-8: one
/// finding for each step that takes any. Since BuildKit 0.17 its messages are checked to be UTF-8, and such a
/// file makes the whole context fail (docker/buildx#2850). Error if a tree cannot be read.
Result<std::vector<classify::Finding>> name_lints(const image::ImageModel& model,
                                                  const std::vector<std::string>& names_not_utf8);

}  // namespace slipway::lint
