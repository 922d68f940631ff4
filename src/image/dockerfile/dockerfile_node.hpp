#pragma once

#include "image/dockerfile/dockerfile_heredoc.hpp"

#include <memory>
#include <string>
#include <vector>

namespace slipway::image {

/// One instruction as the parser sees it, before anybody asks what it means: moby/buildkit's parser.Node with
/// its chain of arguments written as a list.
struct DockerfileNode {
  std::string keyword;                      ///< As written, such as `run`.
  std::vector<std::string> arguments;       ///< ENV and LABEL: name, value and "=" or "" for every pair.
  std::vector<std::string> flags;           ///< `--name=value` words in front of the arguments, unquoted.
  bool json = false;                        ///< The arguments were written as a JSON array.
  std::unique_ptr<DockerfileNode> trigger;  ///< ONBUILD: the instruction behind it.
  std::vector<Heredoc> heredocs;
  std::string original;               ///< The logical line: continuation lines joined.
  std::vector<std::string> comments;  ///< Right above, without `#`.
  int start_line = 0;                 ///< From 1.
  int end_line = 0;                   ///< The last line, that of a heredoc's terminator included.
};

}  // namespace slipway::image
