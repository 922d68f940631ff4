#include "deploy/plan/forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace slipway::deploy {
namespace {

/// Fewer than this are a guess.
constexpr std::size_t enough = 3;
/// Older releases ran on another machine, so to speak: disks fill and images grow.
constexpr std::size_t most_considered = 10;

/// The value below which the share of the values lies; `values` must not be empty.
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (at - static_cast<double>(below));
}

double total(const Release& release) {
  return std::accumulate(release.seconds.begin(), release.seconds.end(), 0.0,
                         [](double sum, const auto& step) { return sum + step.second; });
}

using Releases = std::vector<const Release*>;

template <class Condition>
Releases newest(const Journal& journal, const Condition& condition) {
  Releases found;
  for (const Release& release : journal.entries) {
    if (found.size() < most_considered && release.healthy() && !release.restores &&
        !release.seconds.empty() && condition(release)) {
      found.push_back(&release);
    }
  }
  return found;
}

std::vector<classify::CostForecast::Step> steps_of(const Releases& releases) {
  std::map<std::string, std::vector<double>> seconds;
  for (const Release* release : releases) {
    for (const auto& [step, took] : release->seconds) {
      seconds[step].push_back(took);
    }
  }
  std::vector<classify::CostForecast::Step> steps;
  for (const auto& [step, took] : seconds) {
    steps.push_back({step, quantile(took, 0.5)});
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const auto& one, const auto& other) { return one.seconds > other.seconds; });
  return steps;
}

}  // namespace

std::optional<std::uint64_t> predicted_reruns(const classify::Plan& plan) {
  std::uint64_t count = 0;
  for (const classify::ImagePlan& image : plan.images) {
    if (!image.build) {
      continue;
    }
    if (!image.steps) {
      return {};
    }
    count += image.strategy == classify::Strategy::full ? image.steps->total
                                                        : image.steps->total - image.steps->reused;
  }
  return count;
}

std::optional<classify::CostForecast> forecast(const Journal& journal, const classify::Plan& plan) {
  if (plan.strategy == classify::Strategy::none) {
    return {};
  }
  const std::string strategy(classify::name_of(plan.strategy));
  const auto reruns = predicted_reruns(plan);
  const auto same_strategy = [&](const Release& release) { return release.strategy == strategy; };

  std::string like = reruns ? fmt::format("{} with {} steps to run again", strategy, *reruns) : strategy;
  Releases releases = newest(journal, [&](const Release& release) {
    return same_strategy(release) && reruns && release.reruns == reruns;
  });
  bool guess = false;
  if (releases.size() < enough) {
    if (const Releases more = newest(journal, same_strategy); more.size() > releases.size()) {
      releases = more;
      like = strategy;
    }
    guess = releases.size() < enough;
  }
  if (releases.empty()) {
    releases = newest(journal, [](const Release&) { return true; });
    like = "of any kind";
    guess = true;
  }
  if (releases.empty()) {
    return {};
  }
  std::vector<double> seconds;
  std::vector<double> bytes;
  for (const Release* release : releases) {
    seconds.push_back(total(*release));
    if (release->bytes_sent) {
      bytes.push_back(static_cast<double>(*release->bytes_sent));
    }
  }
  classify::CostForecast cost;
  cost.seconds = quantile(seconds, 0.5);
  cost.low = quantile(seconds, 0.1);
  cost.high = quantile(seconds, 0.9);
  cost.bytes = bytes.empty() ? 0 : static_cast<std::uint64_t>(quantile(bytes, 0.5));
  cost.steps = steps_of(releases);
  cost.releases = releases.size();
  cost.like = like;
  cost.guess = guess;
  return cost;
}

}  // namespace slipway::deploy
