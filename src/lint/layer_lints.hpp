#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::lint {

/// What makes steps of an image run again without need, or differ from one build to the next: volatile
/// arguments, dependencies installed behind the sources, base images without a version; and what of the
/// Dockerfile cannot be evaluated exactly. `own_images`: complete references of what the application builds.
Result<std::vector<classify::Finding>> layer_lints(const image::ImageModel& model,
                                                   const std::vector<std::string>& own_images);

/// Whether a complete reference means whatever carries the tag `latest` today.
bool means_latest(std::string_view reference);

/// The name of a step on one line, cut to its beginning.
std::string short_step(const std::string& step);

/// "[4/9] RUN a, [5/9] RUN b and 3 more"
std::string named_steps(const std::vector<std::string>& steps);

}  // namespace slipway::lint
