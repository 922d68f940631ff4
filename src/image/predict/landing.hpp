#pragma once

#include "image/predict/path_reach.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// The paths of a file of the tree in the image's file system: absolute, one for each COPY of the
/// last stage that copies it. Nothing if it also gets into the image in another way, or if its path is
/// not certain (another stage, ADD, wildcards, filters, links).
Result<std::optional<std::vector<std::string>>> landing_places(const ImageModel& model,
                                                               const ReachIndex& index,
                                                               std::string_view path);

}  // namespace slipway::image
