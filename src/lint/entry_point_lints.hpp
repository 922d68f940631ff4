#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

/// The program that a container starts with, where that is a script of the context which the kernel does not
/// start: a first line that ends in a carriage return, or no execute bit. `by_compose`: the program that the
/// compose file names; empty if it leaves that to the image.
Result<std::vector<classify::Finding>> entry_point_lints(const image::ImageModel& model,
                                                         const std::string& by_compose);

}  // namespace slipway::lint
