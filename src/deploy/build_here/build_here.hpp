#pragma once

#include "deploy/build_here/local_engine.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/run_plan.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// An image that the engine of this machine has made for a deployment.
struct ImageHere {
  std::string service;
  std::string name;                 ///< What it is called here.
  std::string id;                   ///< As this engine names it.
  std::vector<std::string> layers;  ///< Digests of the layers' contents: the same on every engine.
  std::uint64_t bytes = 0;          ///< Unpacked.
  bool triggered = false;           ///< Its base image had steps for it (ONBUILD).
};

/// The name that an image of a deployment has on this machine, without a tag: never that of another
/// deployment's, whatever characters the names have.
std::string name_here(const Settings& settings, const std::string& service);

/// Builds the images that the plan builds from a checkout of exactly `run.tree` beside the settings, in which
/// only files that changed are written. The output of the builds goes to the listener. Errors: a build
/// failed (build_failed), or the platform cannot be built for here.
Result<std::vector<ImageHere>> build_here(const git::Repository& repository, const Settings& settings,
                                          const LocalEngine& engine, const RunPlan& run,
                                          const host::HostState& host, Listener& listener);

/// Begins to remove images of this deployment's earlier builds on this machine that have no name any more.
Result<Child> start_tidying_here(const Place& place);

/// Runs a program and hands its output to the listener line by line. Returns its exit status.
Result<int> run_shown(const Command& command, Listener& listener, std::string* kept = nullptr);

}  // namespace slipway::deploy
