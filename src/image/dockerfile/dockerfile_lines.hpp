#pragma once

#include "image/dockerfile/dockerfile_node.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// Parses one logical line into keyword, flags and arguments; an unknown keyword is not an error yet. Follows
/// moby/buildkit frontend/dockerfile/parser/{split_command,line_parsers}.go. The error is BuildKit's
/// sentence.
tl::expected<DockerfileNode, std::string> parse_logical_line(std::string_view line, char escape);

/// Words separated by white space; quotes and escapes keep words together and are kept in them.
std::vector<std::string> parse_words(std::string_view text, char escape);

}  // namespace slipway::image
