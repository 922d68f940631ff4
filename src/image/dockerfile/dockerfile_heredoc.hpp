#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// `<<EOF`, `3<<-"EOF"`: text that follows its instruction in the Dockerfile.
struct Heredoc {
  std::string name;
  std::uint64_t file_descriptor = 0;
  bool expand = true;   ///< No part of the name is quoted: variables in the text are expanded.
  bool chomp = false;   ///< `<<-`: leading tabs are taken off the lines.
  std::string content;  ///< With the line ends, without the line of the terminator, tabs not yet taken off.
};

/// The heredoc that one word introduces; nothing if it introduces none. The error is BuildKit's sentence.
tl::expected<std::optional<Heredoc>, std::string> parse_heredoc(std::string_view word);

/// The heredocs that a line introduces, in order, still without their content.
tl::expected<std::vector<Heredoc>, std::string> heredocs_from_line(std::string_view line);

/// `content` without the tabs at the start of its lines.
std::string chomp_heredoc(std::string_view content);

}  // namespace slipway::image
