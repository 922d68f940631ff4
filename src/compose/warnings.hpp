#pragma once

#include "compose/interpolate.hpp"
#include "compose/model.hpp"
#include "compose/value.hpp"

#include <vector>

namespace slipway::compose {

/// Adds what works and will surprise, and brings all warnings of the model into the order of the files.
void add_warnings(Model& model, const Value& document, const std::vector<RequiredVariable>& required);

}  // namespace slipway::compose
