#pragma once

#include "deploy/run/run_plan.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The command that builds an image in the staging directory and calls it `name`, word by word. A Dockerfile
/// of the compose file stands as `--file=@inline@`, for whoever writes it to a file.
std::vector<std::string> build_command(const ImageBuild& image, classify::Strategy strategy,
                                       const RunPlan& run, const std::string& name);

/// The values of the labels for release, commit and strategy: "7 2c624232… full". A cached build repeats
/// those of its image: what comes from the cache as a whole is the same image then, and no container is made
/// anew.
std::string label_values(const ImageBuild& image, classify::Strategy strategy, const RunPlan& run);

/// The value of the busting argument. It belongs to the image: a cached build repeats the one it was built
/// with, any other takes the content's.
std::string cache_bust_of(const ImageBuild& image, classify::Strategy strategy);

}  // namespace slipway::deploy
