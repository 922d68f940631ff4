#pragma once

#include "deploy/host_session.hpp"
#include "deploy/listener.hpp"
#include "deploy/local_engine.hpp"
#include "deploy/run_plan.hpp"
#include "git/repository.hpp"

namespace slipway::deploy {

/// BUILD_ON here: builds on this machine what the plan builds, and brings it to the host. `run` then knows
/// the images as the host names them, and what it took. Nothing of the release that runs is touched.
Result<void> build_and_send(const git::Repository& repository, const Settings& settings, HostSession& session,
                            EngineInquiry& inquiry, RunPlan& run, Listener& listener);

}  // namespace slipway::deploy
