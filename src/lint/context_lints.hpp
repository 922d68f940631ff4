#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <vector>

namespace slipway::lint {

/// Problems of a build context that can be found by looking at a few paths: no ignore file,
/// `.git`, the deployment's own state. `shares_context`: another image is built from it by another
/// Dockerfile.
Result<std::vector<classify::Finding>> context_lints(const image::ImageModel& model, bool is_repository_top,
                                                     bool shares_context);

}  // namespace slipway::lint
