#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "util/error.hpp"

namespace slipway::cli {

/// Runs the smoke tests of the deployment, as CTest knows them in its build directory: whether all passed.
/// Without any there is nothing that could fail.
/// Their output goes to the listener, or where there is none to our own streams.
Result<bool> run_smoke_tests(const deploy::Settings& settings, deploy::Listener* listener);

/// Error: smoke tests are to confirm a release (CONFIRM_FROM_CLIENT), and there are none: each would be good.
Result<void> check_confirmation(const deploy::Settings& settings);

}  // namespace slipway::cli
