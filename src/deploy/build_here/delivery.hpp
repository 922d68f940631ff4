#pragma once

#include "deploy/build_here/local_engine.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/run_plan.hpp"
#include "git/repository.hpp"

namespace slipway::deploy {

/// BUILD_ON here: builds on this machine what the plan builds, and brings it to the host. `run` then knows
/// the images as the host names them, and what it took. Nothing of the release that runs is touched.
Result<void> build_and_send(const git::Repository& repository, const Settings& settings, HostSession& session,
                            EngineInquiry& inquiry, RunPlan& run, Listener& listener);

}  // namespace slipway::deploy
