#pragma once

#include "image/steps/build_step.hpp"

#include <vector>

namespace slipway::image {

/// To the builder, equal operations on equal files are one step, whichever stages they are written in: two
/// stages that start with the same FROM and WORKDIR share both. Leaves each such step once, under the name
/// that BuildKit lists it by, and drops what the target's file system is not made of. `target` is carried
/// along.
void merge_equal_steps(std::vector<BuildStep>& steps, BuildState& target);

}  // namespace slipway::image
