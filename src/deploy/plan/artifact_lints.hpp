#pragma once

#include "classify/finding.hpp"
#include "deploy/plan/artifacts.hpp"
#include "util/error.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The architectures on which programs have to run, as Docker names them ("arm64", "arm/v6"). A name is empty
/// if it is not known.
struct Architectures {
  std::vector<std::string> names;
  std::string whose;  ///< "what the engine of the host is"
};

/// `platforms`: ReleaseSpec::platforms. `engine` and `machine`: what the host says, which may be nothing.
Architectures wanted_architectures(const std::set<std::string>& platforms, const std::string& engine,
                                   const std::string& machine);

/// What is wrong with built programs and libraries, according to their ELF headers: docs/reference/lints.md.
/// `base_images` are the images that those of the application are made from.
std::vector<classify::Finding> artifact_lints(const BuiltArtifacts& built,
                                              const std::vector<std::string>& architectures,
                                              const std::vector<std::string>& base_images);

/// "arm64" of "linux/arm64", "arm/v7" of "linux/arm/v7"; also of what an engine calls its machine ("aarch64",
/// "armv6l").
std::string docker_architecture(std::string_view platform);

/// Error: a program is for another architecture. Nothing was touched.
Result<void> check_architecture(const BuiltArtifacts& built, const Architectures& wanted);

}  // namespace slipway::deploy
