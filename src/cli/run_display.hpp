#pragma once

#include "cli/arguments.hpp"
#include "deploy/deployment.hpp"
#include "deploy/plan/settings.hpp"

#include <functional>

namespace slipway::cli {

/// How a command that carries out a run shows it: live on a terminal, otherwise as dated lines, which CI
/// systems fold by step; as JSON lines; or not at all while it goes well.
struct RunDisplay {
  bool plain = false;
  bool json = false;
  bool quiet = false;

  /// --plain, --json and --quiet.
  void add_to(Arguments& arguments);

  /// Carries out `run`, shows it, and says in the end how it went and what to do next.
  using Run = std::function<Result<deploy::DeployResult>(deploy::Listener& listener)>;
  Result<ExitCode> show(const deploy::Place& place, const Run& run) const;
  /// Only shows it: the caller reports the result.
  Result<deploy::DeployResult> follow(const Run& run) const;
};

}  // namespace slipway::cli
