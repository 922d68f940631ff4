#pragma once

#include "image/dockerfile/dockerfile_node.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// A Dockerfile as BuildKit's parser reads it.
struct DockerfileTree {
  struct Warning {
    std::string message;
    int line = 0;
  };
  std::vector<DockerfileNode> nodes;
  char escape = '\\';
  std::vector<Warning> warnings;
};

/// Parses the text of a Dockerfile: directives, comments, continuation lines, heredocs. Follows
/// moby/buildkit frontend/dockerfile/parser/parser.go. What Docker refuses is an error with Docker's
/// sentence.
Result<DockerfileTree> parse_dockerfile(std::string_view text);

}  // namespace slipway::image
