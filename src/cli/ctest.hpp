#pragma once

#include "deploy/plan/settings.hpp"
#include "util/process.hpp"

namespace slipway::cli {

/// CTest on the build directory of the deployment, in its configuration, without a choice of tests.
slipway::Command ctest_command(const deploy::Settings& settings);

}  // namespace slipway::cli
