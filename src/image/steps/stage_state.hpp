#pragma once

#include "image/dockerfile/shell_words.hpp"
#include "image/dockerfile/variables.hpp"
#include "image/steps/build_step.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {

/// What the instructions of a stage have set so far: BuildKit's llb.State and image configuration.
struct StageState {
  BuildState files;         ///< The file system.
  Environment environment;  ///< What RUN sees: ENV and every ARG with a value.
  std::vector<std::pair<std::string, std::string>> image_environment;  ///< ENV alone: what the image keeps.
  std::string directory = "/";
  /// The stage begins with an image whose own ENV and WORKDIR nobody has read.
  bool on_unread_image = false;
  bool directory_is_open = false;             ///< `directory` is relative to the image's own.
  std::set<std::string> open_variables = {};  ///< Those that were set from variables which the image may set.
  std::string user;
  std::vector<std::string> shell;
  std::vector<std::string> triggers;
  std::map<std::string, std::string> metadata;  ///< By instruction, or "LABEL name".
  std::map<std::string, int> metadata_lines;    ///< The last line of each instruction.
};

/// Counts the steps of a stage and writes their names as BuildKit's prefixCommand does.
class StepNames {
 public:
  StepNames(std::string stage, std::size_t total) : stage_(std::move(stage)), total_(total) {}

  /// The name of the stage's next step.
  std::string next(std::string_view text, bool onbuild);
  /// The name of another step with the number of the last one.
  std::string same(std::string_view text, bool onbuild);

 private:
  std::string stage_;
  std::size_t total_;
  std::size_t index_ = 0;
};

/// `text` up to its first blank in upper case.
std::string with_upper_keyword(std::string_view text);

/// A path in the image: absolute, or relative to `directory`; a trailing slash (or `/.`) is kept
/// if `keep_slash` is set.
std::string image_path(std::string_view directory, std::string_view path, bool keep_slash);

}  // namespace slipway::image
