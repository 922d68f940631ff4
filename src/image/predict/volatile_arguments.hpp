#pragma once

#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// Whether an argument of this name usually has another value with every build: GIT_COMMIT, BUILD_DATE, …
bool is_volatile_argument(std::string_view name);

/// A volatile argument and what it costs.
struct VolatileArgument {
  std::string name;
  int line = 0;                    ///< Of its ARG.
  std::vector<std::size_t> steps;  ///< The steps that a new value makes run again, by number.
};

/// The volatile arguments of the stages in use that make steps run again.
Result<std::vector<VolatileArgument>> volatile_arguments(const ImageModel& model);

}  // namespace slipway::image
