#pragma once

#include "image/steps/build_options.hpp"

#include <string>
#include <string_view>

namespace slipway::image {

/// What the target of a Dockerfile is built on in the end, stages and variables followed: a complete
/// reference, "scratch", or what a context of the build is that stands for an image ("service:name"). Empty
/// if that is not known.
std::string target_base(std::string_view dockerfile, const BuildOptions& options);

/// "node" of `docker.io/library/node:18-alpine`, and of the same at a mirror; empty for what is not an image
/// of Docker's own library.
std::string library_name(std::string_view reference);

}  // namespace slipway::image
