#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "util/error.hpp"

namespace slipway::cli {

/// Runs the smoke tests of the deployment, which CTest has in its build directory. Returns whether all
/// passed; true if there are none. Their output goes to the listener, or if there is none, to our own
/// streams.
Result<bool> run_smoke_tests(const deploy::Settings& settings, deploy::Listener* listener);

/// Error: smoke tests have to confirm a release (CONFIRM_FROM_CLIENT), and there are none: every release
/// would pass.
Result<void> check_confirmation(const deploy::Settings& settings);

}  // namespace slipway::cli
