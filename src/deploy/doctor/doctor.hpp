#pragma once

#include "deploy/doctor/diagnosis.hpp"
#include "git/repository.hpp"

#include <string>

namespace slipway::deploy {

/// Checks this machine, the connection and the host: one round trip for everything there, and a second, tiny
/// one to measure the connection. Changes nothing. A problem that it finds is no error. It is an error if
/// nothing can be checked.
Result<DoctorFacts> examine(const Settings& settings, const std::string& helper_version);

}  // namespace slipway::deploy
