#pragma once

#include "compose/interpolate.hpp"
#include "compose/model.hpp"
#include "compose/value.hpp"

#include <vector>

namespace slipway::compose {

/// Adds warnings for what works but will surprise, and sorts all warnings of the model by file and line.
void add_warnings(Model& model, const Value& document, const std::vector<RequiredVariable>& required);

}  // namespace slipway::compose
