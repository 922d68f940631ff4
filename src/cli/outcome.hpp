#pragma once

#include "deploy/deployment.hpp"
#include "deploy/plan/settings.hpp"

namespace slipway::cli {

/// Says in a line or two how a deployment or rollback ended, and what to do next; returns its exit status.
ExitCode report_outcome(const deploy::Place& place, const deploy::DeployResult& result);

}  // namespace slipway::cli
