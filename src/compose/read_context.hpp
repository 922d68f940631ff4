#pragma once

#include "compose/environment.hpp"
#include "compose/source_path.hpp"

namespace slipway::compose {

/// What reading a service takes besides the service.
struct ReadContext {
  const PathResolver& resolver;
  const Environment& environment;
};

}  // namespace slipway::compose
