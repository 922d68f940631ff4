#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"

#include <vector>

namespace slipway::lint {

/// A HEALTHCHECK of the Dockerfile that always succeeds, or that gives the service more time than
/// `health_timeout` seconds (0: not known).
std::vector<classify::Finding> health_check_lints(const image::ImageModel& model, unsigned health_timeout);

/// Whether the image has a health check of its own, by its Dockerfile; one of its base image is not known.
bool has_health_check(const image::ImageModel& model);

}  // namespace slipway::lint
