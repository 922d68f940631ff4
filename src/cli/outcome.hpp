#pragma once

#include "deploy/deployment.hpp"
#include "deploy/plan/settings.hpp"

#include <optional>

namespace slipway::cli {

/// The error that a deployment or rollback ended in; nothing if it went well. It had something to do.
std::optional<Error> outcome_error(const deploy::Place& place, const deploy::DeployResult& result);

/// Says in a line or two how a deployment or rollback ended, and what to do next; returns its exit status.
ExitCode report_outcome(const deploy::Place& place, const deploy::DeployResult& result);

}  // namespace slipway::cli
