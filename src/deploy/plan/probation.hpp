#pragma once

#include "deploy/plan/journal.hpp"
#include "host/probe.hpp"

#include <string>

namespace slipway::deploy {

/// What happens to a release on probation, and what the user may have to do, as one sentence. `falling`: it
/// has failed, and what ran before it is not back yet.
std::string probation_text(const host::Probation& probation, const Journal& journal, bool falling);

}  // namespace slipway::deploy
