#pragma once

#include "deploy/run/run_plan.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The command that builds an image in the staging directory and calls it `name`, word by word. A Dockerfile
/// of the compose file stands as `--file=@inline@`, for whoever writes it to a file.
std::vector<std::string> build_command(const ImageBuild& image, classify::Strategy strategy,
                                       const RunPlan& run, const std::string& name);

/// The value of the busting argument. It belongs to the image: a cached build repeats the one it was built
/// with, any other takes the content's.
std::string cache_bust_of(const ImageBuild& image, classify::Strategy strategy);

}  // namespace slipway::deploy
