#pragma once

#include "image/dockerfile/instructions.hpp"
#include "image/dockerfile/shell_words.hpp"
#include "image/steps/build_options.hpp"
#include "image/steps/build_step.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace slipway::image {

/// An instruction of a stage with the stages that it takes files from.
struct StageCommand {
  Instruction instruction;
  bool onbuild = false;  ///< A trigger of the stage's base.
  /// COPY: one entry if it has --from. RUN: one for every mount. Nothing for the build context.
  std::vector<std::optional<std::size_t>> sources;
};

/// A stage of the Dockerfile, or an image that only a --from names.
struct GraphStage {
  std::string name;  ///< As BuildKit prints it: the name, "stage-2", or nothing in a Dockerfile of one stage.
  std::string given_name;                    ///< Behind AS, lower case.
  std::string base_name;                     ///< What FROM names, variables expanded.
  std::optional<std::size_t> base;           ///< The stage that it is built on.
  std::string platform;                      ///< --platform, expanded; empty for the build's.
  std::optional<std::string> named_context;  ///< Replaced by this context of the build.
  bool from_dockerfile = true;               ///< False for what only a --from names.
  int line = 0;
  std::vector<StageCommand> commands;
  std::set<std::size_t> sources;  ///< The stages that its commands take files from.
  std::size_t command_total = 0;  ///< The count in "[2/5]".
  bool reachable = false;
};

/// The stages of a Dockerfile, what they are built on, and which of them the target needs. Follows
/// moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go up to dispatchStages.
struct StageGraph {
  std::vector<GraphStage> stages;  ///< In Dockerfile order, then what only a --from names.
  std::size_t target = 0;
  Environment global_arguments;  ///< Predefined ones and those in front of the first FROM.
  char escape = '\\';
};

Result<StageGraph> build_stage_graph(const Instructions& instructions, char escape,
                                     const BuildOptions& options);

}  // namespace slipway::image
