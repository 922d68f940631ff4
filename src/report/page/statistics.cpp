#include "report/page/statistics.hpp"

#include "report/release_report.hpp"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <set>
#include <utility>

namespace slipway::report {
namespace {

using classify::Strategy;
using deploy::PastDeployment;
using deploy::PastRelease;

std::vector<FullCause> causes_of(const PastRelease& past) {
  std::vector<FullCause> causes;
  if (!past.plan) {
    return causes;
  }
  for (const classify::PathVerdict& verdict : past.plan->changes) {
    if (verdict.ruling->strategy == Strategy::full) {
      causes.push_back({verdict.change.path, true, 0, 0});
    }
  }
  for (const classify::Reason& reason : past.plan->reasons) {
    if (reason.strategy == Strategy::full && reason.paths.empty()) {
      causes.push_back({reason.text, false, 0, 0});
    }
  }
  return causes;
}

template <class Entry>
std::vector<Entry> most_first(std::map<std::string, Entry> by_name) {
  std::vector<Entry> entries;
  entries.reserve(by_name.size());
  for (auto& [name, entry] : by_name) {
    entries.push_back(std::move(entry));
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& one, const Entry& other) { return one.releases > other.releases; });
  return entries;
}

}  // namespace

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) {
    return {};
  }
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double build_seconds(const deploy::Release& release) {
  const auto build = release.seconds.find("build");
  return build == release.seconds.end() ? 0 : build->second;
}

std::vector<StrategyFigures> figures_by_strategy(const PastDeployment& deployment) {
  std::vector<StrategyFigures> all;
  for (const char* strategy : {"full", "incremental", "cached", no_build_word.data(), "rollback"}) {
    StrategyFigures figures;
    figures.strategy = strategy;
    std::vector<double> builds;
    std::vector<double> totals;
    std::vector<double> outages;
    std::vector<double> until_healthy;
    std::vector<double> bytes;
    for (const PastRelease& past : deployment.releases) {
      const deploy::Release& release = past.release;
      if (strategy_word(release) != strategy) {
        continue;
      }
      ++figures.releases;
      if (!release.healthy()) {
        ++figures.failed;
        continue;
      }
      builds.push_back(build_seconds(release));
      totals.push_back(release.total_seconds());
      if (release.outage) {
        outages.push_back(*release.outage);
      }
      if (release.until_healthy) {
        until_healthy.push_back(*release.until_healthy);
      }
      if (release.bytes_sent) {
        bytes.push_back(static_cast<double>(*release.bytes_sent));
      }
    }
    figures.build = median(builds);
    figures.total = median(totals);
    figures.outage = median(outages);
    figures.until_healthy = median(until_healthy);
    figures.bytes = median(bytes);
    if (figures.releases > 0) {
      all.push_back(std::move(figures));
    }
  }
  return all;
}

std::vector<FullCause> causes_of_full_builds(const PastDeployment& deployment) {
  std::map<std::string, FullCause> causes;
  for (const PastRelease& past : deployment.releases) {
    if (strategy_word(past.release) != "full") {
      continue;
    }
    for (FullCause& cause : causes_of(past)) {
      FullCause& known = causes.try_emplace(cause.what, cause).first->second;
      ++known.releases;
      known.seconds += build_seconds(past.release);
    }
  }
  return most_first(std::move(causes));
}

std::vector<WarningCost> costs_of_warnings(const PastDeployment& deployment) {
  std::map<std::string, WarningCost> costs;
  for (const PastRelease& past : deployment.releases) {
    if (!past.plan || build_seconds(past.release) <= 0) {
      continue;
    }
    std::set<std::string> seen;
    for (const classify::Finding& warning : past.plan->warnings) {
      if (!seen.insert(warning.name).second) {
        continue;
      }
      WarningCost& cost = costs[warning.name];
      cost.name = warning.name;
      cost.message = warning.message;
      cost.cost = warning.cost;
      ++cost.releases;
      cost.seconds += build_seconds(past.release);
    }
  }
  return most_first(std::move(costs));
}

std::optional<StepReuse> step_reuse(const PastRelease& release) {
  StepReuse sum;
  // What the builder said counts; entries of earlier versions have only what the plan expected.
  for (const auto& [service, count] : release.release.steps) {
    sum.reused += count.reused;
    sum.total += count.total;
  }
  if (sum.total > 0) {
    return sum;
  }
  for (const classify::ImagePlan& image :
       release.plan ? release.plan->images : std::vector<classify::ImagePlan>{}) {
    if (image.build && image.steps) {
      sum.reused += image.strategy == Strategy::full ? 0 : image.steps->reused;
      sum.total += image.steps->total;
    }
  }
  return sum.total == 0 ? std::nullopt : std::optional(sum);
}

std::optional<double> seconds_of(const std::string& time) {
  std::tm parts = {};
  const char* end = ::strptime(time.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') {
    return {};
  }
  return static_cast<double>(::timegm(&parts));
}

}  // namespace slipway::report
