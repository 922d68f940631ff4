#pragma once

#include "util/error.hpp"

#include <string>
#include <utility>

namespace slipway::image {

/// A Dockerfile that Docker refuses: `message` is the builder's own sentence. A `line` of 0 is unknown.
inline tl::unexpected<Error> refuse_dockerfile(int line, const std::string& message) {
  return fail(ExitCode::refused, "the builder does not accept the Dockerfile",
              line > 0 ? "line " + std::to_string(line) + ": " + message : message,
              "correct that line; `docker build` stops at it as well");
}

/// The builder's own sentence about an instruction, whose line the caller knows.
inline tl::unexpected<std::string> refuse(std::string message) {
  return tl::unexpected<std::string>(std::move(message));
}

}  // namespace slipway::image
