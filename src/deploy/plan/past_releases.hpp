#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"
#include "git/repository.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// Planning a release again takes one or two milliseconds, and nobody reads a page of thousands of releases:
/// of a long journal, this many of the newest are planned again, and listed.
constexpr std::size_t most_planned = 200;

/// A release as the journal has it, and what is known from planning it again.
struct PastRelease {
  Release release;
  /// Which files asked for what, which steps were to run again, which warnings it had. Nothing for a
  /// rollback, for releases too long ago, and if the settings or the trees no longer exist.
  std::optional<classify::Plan> plan;
};

/// Everything that is known here of one deployment in one environment.
struct PastDeployment {
  std::string deployment;
  std::string environment;
  /// Empty if no build directory has it configured any more, and it is neither a host of a fleet nor a former
  /// one.
  std::string host;
  std::string directory;              ///< The same.
  std::vector<PastRelease> releases;  ///< Oldest first.
  bool of_fleet = false;
  /// The deployment is configured, and no longer for this host: a host that was taken out of HOSTS, or the
  /// one that it had before it had several.
  bool former = false;
  bool empty = false;  ///< When the host was seen last, nothing was deployed there any more.
};

/// The journals of all deployments and environments as last seen, by name, former hosts at the end; those
/// that are configured and have no release yet as well. Touches no network.
Result<std::vector<PastDeployment>> past_deployments(const git::Repository& repository);

}  // namespace slipway::deploy
