#pragma once

#include "image/dockerfile/variables.hpp"
#include "image/steps/build_options.hpp"

#include <string_view>

namespace slipway::image {

/// The variables that every build has: BUILDPLATFORM, TARGETARCH, TARGETSTAGE, …
Environment platform_arguments(const BuildOptions& options, std::string_view target_name);

}  // namespace slipway::image
