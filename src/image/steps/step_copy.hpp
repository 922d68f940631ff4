#pragma once

#include "image/dockerfile/instructions.hpp"
#include "image/steps/build_step.hpp"
#include "image/steps/stage_state.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace slipway::image {

/// What a COPY or ADD, variables expanded, takes in and is recognised by. `source` is the state of its
/// --from, `context` the number of the context that it copies from otherwise. The error is BuildKit's
/// sentence.
tl::expected<BuildStep, std::string> copy_step(const CopyInstruction& copy, const StageState& state,
                                               const std::optional<BuildState>& source, std::size_t context,
                                               const std::string& epoch, int line);

/// Whether ADD fetches this source instead of looking for it in the context.
bool is_remote_source(std::string_view source);

}  // namespace slipway::image
