#pragma once

#include "deploy/plan/past_releases.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace slipway::report {

/// The value in the middle; the mean of the two in the middle of an even number. Nothing for none.
std::optional<double> median(std::vector<double> values);

/// What the releases of one strategy took, from those that were deployed.
struct StrategyFigures {
  std::string strategy;
  std::size_t releases = 0;  ///< All attempts.
  std::size_t failed = 0;
  std::optional<double> build;          ///< Median seconds.
  std::optional<double> total;          ///< The same, of all steps.
  std::optional<double> outage;         ///< The same.
  std::optional<double> until_healthy;  ///< The same.
  std::optional<double> bytes;          ///< Median bytes sent.
};

/// In the order full, incremental, cached, rollback; only those that occur.
std::vector<StrategyFigures> figures_by_strategy(const deploy::PastDeployment& deployment);

/// A file, or a reason that is no file, and how many full builds it asked for.
struct FullCause {
  std::string what;
  bool is_path = false;
  std::size_t releases = 0;
  double seconds = 0;  ///< What these builds took together.
};

/// Most releases first. A release with several causes counts for each of them.
std::vector<FullCause> causes_of_full_builds(const deploy::PastDeployment& deployment);

/// A warning of the plan, and the releases that were built with it.
struct WarningCost {
  std::string name;
  std::string message;
  std::string cost;  ///< In words, as the warning has it.
  std::size_t releases = 0;
  double seconds = 0;  ///< What their builds took together: as much as the warning can have cost.
};

std::vector<WarningCost> costs_of_warnings(const deploy::PastDeployment& deployment);

/// How many of an image's build steps were to be reused.
struct StepReuse {
  std::size_t reused = 0;
  std::size_t total = 0;
};

/// Of all images that the release built; nothing if that is not known.
std::optional<StepReuse> step_reuse(const deploy::PastRelease& release);

/// Seconds since the epoch of "2026-11-23T11:05:43Z"; nothing for another text.
std::optional<double> seconds_of(const std::string& time);

double build_seconds(const deploy::Release& release);

}  // namespace slipway::report
