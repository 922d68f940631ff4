#pragma once

#include "deploy/settings.hpp"
#include "util/error.hpp"

namespace slipway::cli {

/// Runs the smoke tests of the deployment, as CTest knows them in its build directory: whether all passed.
/// Without any there is nothing that could fail.
Result<bool> run_smoke_tests(const deploy::Settings& settings);

}  // namespace slipway::cli
