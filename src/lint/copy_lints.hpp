#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <vector>

namespace slipway::lint {

/// Files that the steps of an image copy from a context and do not get: files that are missing or ignored, a
/// wildcard that matches nothing, files that the builder delivers with zero bytes.
Result<std::vector<classify::Finding>> copy_lints(const image::ImageModel& model);

}  // namespace slipway::lint
