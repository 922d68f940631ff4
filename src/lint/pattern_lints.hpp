#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <vector>

namespace slipway::lint {

/// Lines of the ignore file that match nothing in the tree. Names of what is generated and never committed
/// (`.git`, `__pycache__`, whatever .gitignore has too) are precautions and pass, unless the line was meant
/// for every directory and holds for the first one alone.
Result<std::vector<classify::Finding>> pattern_lints(const image::ImageModel& model);

}  // namespace slipway::lint
