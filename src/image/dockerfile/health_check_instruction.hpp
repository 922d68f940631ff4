#pragma once

#include "image/dockerfile/dockerfile_node.hpp"
#include "image/dockerfile/instruction_flags.hpp"

#include <tl/expected.hpp>

#include <string>

namespace slipway::image {

/// Whether BuildKit takes a HEALTHCHECK, which has at least one argument. The error is BuildKit's sentence.
tl::expected<void, std::string> check_health_check(const DockerfileNode& node, const InstructionFlags& flags);

}  // namespace slipway::image
