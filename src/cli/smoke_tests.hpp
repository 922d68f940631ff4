#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "util/error.hpp"

namespace slipway::cli {

/// Runs the smoke tests of the deployment, as CTest knows them in its build directory: whether all passed.
/// Without any there is nothing that could fail.
/// Their output goes to the listener, or where there is none to our own streams.
Result<bool> run_smoke_tests(const deploy::Settings& settings, deploy::Listener* listener);

}  // namespace slipway::cli
