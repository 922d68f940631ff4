#pragma once

#include "deploy/build_here/local_engine.hpp"
#include "deploy/build_here/shared_builds.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/run_plan.hpp"
#include "git/repository.hpp"

namespace slipway::deploy {

/// BUILD_ON here: builds the images of the plan on this machine, and sends them to the host. `run` then has
/// the images' names on the host, and the time and bytes that it took. The running release is not touched.
/// `shared`: what other hosts use as well; null if there is one host.
Result<void> build_and_send(const git::Repository& repository, const Settings& settings, HostSession& session,
                            EngineInquiry& inquiry, RunPlan& run, Listener& listener,
                            SharedBuilds* shared = nullptr);

}  // namespace slipway::deploy
