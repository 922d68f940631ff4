#pragma once

#include "image/steps/build_step.hpp"
#include "image/steps/stage_graph.hpp"
#include "util/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {

/// An `ARG` of a stage that the target needs.
struct DeclaredArgument {
  std::string name;
  std::string stage;
  int line = 0;
};

/// What a Dockerfile comes down to for one set of build options.
struct BuildSteps {
  std::vector<BuildStep> steps;             ///< Of the stages that the target needs, in Dockerfile order.
  std::vector<DeclaredArgument> arguments;  ///< In the same order.
  std::vector<std::string> base_images;     ///< Complete references, each once.
  std::vector<std::string> triggers;        ///< ONBUILD of the target, for those who build on it.
  std::vector<std::string> unbuilt_stages;  ///< Names of stages that the target does not need.
  /// The target image's configuration (CMD, LABEL, ENV, …) as text, by what it is called.
  std::vector<KeyPart> metadata;
};

/// Evaluates the stages that the target needs: variables, working directory, user, shell, sources. Follows
/// moby/buildkit frontend/dockerfile/dockerfile2llb from dispatchStages on. Contexts are numbered in the
/// order of `context_names` from 1 on; 0 is the main one.
Result<BuildSteps> build_steps(const StageGraph& graph, const BuildOptions& options,
                               const std::vector<std::string>& context_names);

}  // namespace slipway::image
