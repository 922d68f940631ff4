#pragma once

#include "deploy/plan/journal.hpp"
#include "host/probe.hpp"

#include <string>

namespace slipway::deploy {

/// What becomes of a release on probation, and what a person may have to do, as one sentence. `falling`: it
/// did not hold, and what ran before it is not back yet.
std::string probation_text(const host::Probation& probation, const Journal& journal, bool falling);

}  // namespace slipway::deploy
