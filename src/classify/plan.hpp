#pragma once

#include "classify/finding.hpp"
#include "classify/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::classify {

/// What happens to the containers of a service. `run`: one that has ended, and whose end others wait for, is
/// started again.
enum class ServiceAction : std::uint8_t { keep, restart, recreate, run };
std::string_view name_of(ServiceAction action);

/// What a container needs to see its mounted files as they are now, where it is not made anew for another
/// reason.
enum class Refresh : std::uint8_t { none, restart, recreate };

/// Which steps of an image's build are predicted to run again.
struct StepForecast {
  struct Step {
    std::string name;
    int line = 0;
    std::string verdict;  ///< "HIT", "MISS" or "MAYBE".
  };
  std::size_t reused = 0;
  std::size_t total = 0;
  std::string first;             ///< The first step that runs again; empty where none does.
  std::vector<Step> steps = {};  ///< Those that the builder will say something of.
};

/// One image that a service builds.
struct ImagePlan {
  std::string service;
  Strategy strategy = Strategy::none;  ///< `none`: the image that is there serves.
  bool build = false;                  ///< Whether the builder is called.
  std::string base;  ///< The release that built the present image; empty where there is none.
  std::vector<Reason> reasons;
  std::optional<StepForecast> steps;
};

/// What a deployment like this one has cost on this host before.
struct CostForecast {
  double seconds = 0;  ///< Of the whole run; the median, as all single figures here.
  double low = 0;      ///< Most have taken between these.
  double high = 0;
  std::uint64_t bytes = 0;  ///< Of files and images, as they travel.
  struct Step {
    std::string name;  ///< In lower case.
    double seconds = 0;
  };
  std::vector<Step> steps;   ///< The slowest first.
  std::size_t releases = 0;  ///< How many it is made from.
  std::string like;          ///< What these have in common, for people.
  bool guess = false;        ///< There are few, or they were different.
};

struct ServicePlan {
  std::string service;
  ServiceAction action = ServiceAction::keep;
  std::string cause;
  Refresh refresh = Refresh::none;  ///< Also beside `recreate`: a new build may come to the very same image.
};

/// What is deployed now, as far as is known here.
struct DeployedRelease {
  std::uint64_t number = 0;
  std::string source_commit;
  std::string subject;
  std::int64_t time = 0;
};

/// What is to be deployed.
struct TargetCommit {
  std::string commit;
  std::string subject;
  std::string branch;  ///< Empty where HEAD is detached.
  bool dirty = false;  ///< A snapshot of the working tree.
};

/// The decision and its steps, as data: what `deploy-plan` prints is what `deploy` does.
struct Plan {
  std::string deployment;
  std::string environment;
  std::string host;
  Strategy strategy = Strategy::none;  ///< What will be done.
  Strategy computed = Strategy::none;  ///< What the changes ask for; differs where a strategy was forced.
  bool forced = false;
  std::optional<DeployedRelease> from;
  TargetCommit to;
  std::vector<Reason> reasons;  ///< Strictest first.
  std::vector<PathVerdict> changes;
  std::vector<ImagePlan> images;
  std::vector<ServicePlan> services;
  std::vector<std::string> stale;  ///< What a lowered strategy may leave old, one sentence each.
  std::vector<Finding> warnings;
  std::vector<std::string> cheaper;   ///< What would make it cheaper, one sentence each.
  std::optional<CostForecast> cost;   ///< Nothing where the host has no history.
  std::vector<std::string> notes;     ///< What else is to be known.
  std::vector<std::string> left_out;  ///< Uncommitted paths that the release does not contain.
};

/// What is known of one image when the plan is made.
struct ImageFacts {
  std::string service;
  std::string context;  ///< Its build context, a path in the trees.
  std::string base;     ///< The release that built the present image.
  ChangeSet changes;    ///< Between the tree that release was built from and the tree to deploy.
  ReachAnswers reach;
  std::vector<Reason> full_because;  ///< No base, other arguments, another platform, builder or target …
  std::optional<StepForecast> steps;
  /// Where it differs: what a cached build does, which repeats the busting value of the present image.
  std::optional<StepForecast> steps_when_cached = {};
};

/// What is known of one service when the plan is made.
struct ServiceFacts {
  std::string service;
  bool builds = false;  ///< Its image is built here.
  std::optional<std::string> recreate_because;
  std::optional<std::string> restart_because;
  std::optional<std::string> run_because = {};  ///< Every time that compose is called.
  Refresh refresh = Refresh::none;
};

struct PlanInput {
  ChangeSet changes;  ///< Between the tree that is deployed and the tree to deploy.
  bool first = false;
  std::vector<Reason> asked_for;  ///< Beyond the changes: settings changed, a service does not run …
  std::vector<ImageFacts> images;
  std::vector<ServiceFacts> services;
  bool dockerfile_is_literal = true;
  std::optional<Strategy> forced;
};

/// The decision. Pure; fills strategy, computed, forced, reasons, changes, images, services and stale.
Plan decide(const PlanInput& input, const Rules& rules);

}  // namespace slipway::classify
