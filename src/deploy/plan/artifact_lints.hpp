#pragma once

#include "classify/finding.hpp"
#include "deploy/plan/artifacts.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// What is wrong with built programs and libraries, by what they say of themselves: docs/reference/lints.md.
/// `architecture` is what they are to run on, as Docker names it ("arm64", "arm/v6"); empty if it is not
/// known. `base_images` are the images that those of the application are made from.
std::vector<classify::Finding> artifact_lints(const BuiltArtifacts& built, const std::string& architecture,
                                              const std::vector<std::string>& base_images);

/// "arm64" of "linux/arm64", "arm/v7" of "linux/arm/v7"; also of what an engine calls its machine ("aarch64",
/// "armv6l").
std::string docker_architecture(std::string_view platform);

/// Error: a program is for another architecture than the host's engine, or PLATFORM. Nothing was touched.
Result<void> check_architecture(const BuiltArtifacts& built, const std::string& architecture,
                                const std::string& whose);

}  // namespace slipway::deploy
