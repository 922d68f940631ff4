#pragma once

#include "util/error.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace slipway::deploy {

/// Says if the release works, seen from here. An error is no answer.
using SmokeTests = std::function<Result<bool>()>;

/// Runs the tests of slipway_run_tests_in() in the new images, which the directory of the run on the host
/// names: "yes" and how many there were, or "no" and why. An error is no answer.
using HostTests = std::function<Result<std::string>(const std::string& run_directory)>;

/// Brings the images of a run to the nodes of its swarm. `request` is what the run said (runner/nodes.sh);
/// the word is "yes NODE-ID…", or "no" and why not.
using NodeSeeding = std::function<Result<std::string>(const std::string& request)>;

/// What a run may ask this side for. Empty functions give no answer.
struct ClientTests {
  SmokeTests smoke_tests = {};
  HostTests host_tests = {};
  NodeSeeding seeding = {};
};

/// What to do if another run holds the deployment's lock: wait this long (0: without limit), or stop at
/// once.
using Wait = std::optional<std::chrono::seconds>;

}  // namespace slipway::deploy
