#pragma once

#include "util/error.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace slipway::deploy {

/// Says if the release works, seen from here. An error is no answer.
using SmokeTests = std::function<Result<bool>()>;

/// What to do if another run holds the deployment's lock: wait this long (0: without limit), or stop at
/// once.
using Wait = std::optional<std::chrono::seconds>;

}  // namespace slipway::deploy
