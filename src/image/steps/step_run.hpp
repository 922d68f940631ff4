#pragma once

#include "image/dockerfile/instructions.hpp"
#include "image/dockerfile/run_mount.hpp"
#include "image/steps/build_step.hpp"
#include "image/steps/stage_state.hpp"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace slipway::image {

/// A mount of a RUN with the file system that it takes files from; scratch for one that has none.
struct MountedSource {
  RunMount mount;
  bool from_context = false;
  std::size_t context = 0;
  BuildState state;
};

/// What a RUN, its mounts expanded, takes in and is recognised by. The error is BuildKit's sentence.
tl::expected<BuildStep, std::string> run_step(const RunInstruction& run, const StageState& state,
                                              const std::vector<MountedSource>& mounts,
                                              const std::string& platform, int line);

/// What BuildKit prints behind the instruction of a RUN with one heredoc: " (first line...)"; empty for
/// others.
std::string heredoc_summary(const RunInstruction& run);

}  // namespace slipway::image
