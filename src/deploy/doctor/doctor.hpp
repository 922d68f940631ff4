#pragma once

#include "deploy/doctor/diagnosis.hpp"
#include "git/repository.hpp"

#include <string>

namespace slipway::deploy {

/// Looks at this side, the way between and the host: one round trip for everything there, and a second, tiny
/// one to measure the connection. Changes nothing. That something is wrong is no error; only what keeps it
/// from looking at all is.
Result<DoctorFacts> examine(const Settings& settings, const std::string& helper_version);

}  // namespace slipway::deploy
