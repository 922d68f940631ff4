#include "deploy/plan/forecast.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

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

using Releases = std::vector<const Release*>;

template <class Condition>
Releases newest(const Journal& journal, const Condition& condition) {
  Releases found;
  const auto looked_at = std::min<std::ptrdiff_t>(entries_for_a_plan, std::ssize(journal.entries));
  for (auto entry = journal.entries.begin(); entry != journal.entries.begin() + looked_at; ++entry) {
    const Release& release = *entry;
    if (found.size() == most_considered) {
      break;
    }
    if (release.healthy() && !release.restores && !release.seconds.empty() && condition(release)) {
      found.push_back(&release);
    }
  }
  return found;
}

/// Releases to go by, and what they have in common.
struct Sample {
  Releases releases;
  std::string like;
  bool is_alike = false;  ///< Of the planned kind, not just of any.
  bool is_enough() const { return is_alike && releases.size() >= enough; }
};

/// Files alone were replaced: no container was asked.
bool touched_nothing(const Release& release) {
  return !release.seconds.contains("health");
}

/// The services whose containers were stopped; nothing in entries that do not say.
std::optional<std::set<std::string>> stopped_by(const Release& release) {
  if (release.planned.empty()) {
    return {};
  }
  std::set<std::string> services = release.made_anew;
  for (const auto& [service, action] : release.planned) {
    if (action == "restart") {
      services.insert(service);
    }
  }
  return services;
}

std::set<std::string> to_be_stopped(const classify::Plan& plan) {
  using Cause = classify::ServiceCause::Kind;
  std::set<std::string> services;
  for (const classify::ServicePlan& service : plan.services) {
    const bool is_there =
        service.cause.kind != Cause::first_deployment && service.cause.kind != Cause::new_service;
    if (is_there && (service.action == classify::ServiceAction::recreate ||
                     service.action == classify::ServiceAction::restart)) {
      services.insert(service.service);
    }
  }
  return services;
}

/// For what comes before the switch.
Sample builds_like(const Journal& journal, const classify::Plan& plan) {
  const std::string strategy(classify::name_of(plan.strategy));
  const auto reruns = predicted_reruns(plan);
  const auto same_strategy = [&](const Release& release) { return release.strategy == strategy; };
  Sample sample{newest(journal,
                       [&](const Release& release) {
                         return same_strategy(release) && reruns && release.reruns == reruns;
                       }),
                fmt::format("{} with {} to run again", strategy, count_of(reruns.value_or(0), "step")), true};
  if (sample.releases.size() < enough) {
    if (Releases more = newest(journal, same_strategy); more.size() > sample.releases.size()) {
      sample = {std::move(more), strategy, true};
    }
  }
  if (sample.releases.empty()) {
    sample = {newest(journal, [](const Release&) { return true; }), "of any kind", false};
  }
  return sample;
}

/// For the switch and what follows.
Sample switches_like(const Journal& journal, const classify::Plan& plan) {
  if (plan.files_alone) {
    return {newest(journal, touched_nothing), "that replaced files alone", true};
  }
  const auto services = to_be_stopped(plan);
  Sample sample{newest(journal,
                       [&](const Release& release) {
                         return !touched_nothing(release) && stopped_by(release) == services;
                       }),
                "that touched the same services", true};
  if (sample.releases.empty()) {
    sample = {newest(journal, [](const Release& release) { return !touched_nothing(release); }),
              "that touched services", false};
  }
  return sample;
}

/// The first release of a host brings everything: what it sent, and how long that took, says nothing about
/// the next one, if there is another to go by.
class Sending {
 public:
  explicit Sending(const Releases& releases)
      : any_later_(std::any_of(releases.begin(), releases.end(),
                               [](const Release* release) { return !release->parent.empty(); })) {}
  bool tells(const Release& release) const { return !any_later_ || !release.parent.empty(); }

 private:
  bool any_later_;
};

bool belongs_to_switch(const std::string& step) {
  return step == "switch" || step == "health" || step == "confirm";
}

/// Adds the steps of the sample that are of the one kind or the other.
void add_steps(classify::CostForecast& cost, const Sample& sample, bool of_switch, bool builds) {
  std::map<std::string, std::vector<double>> seconds;
  const Sending sending(sample.releases);
  for (const Release* release : sample.releases) {
    for (const auto& [step, took] : release->seconds) {
      if (step == "ship" && !sending.tells(*release)) {
        continue;
      }
      // A builder that is not called takes no time, whatever it took for others.
      const bool is_planned = builds || sample.is_alike || (step != "build" && step != "build-here");
      if (belongs_to_switch(step) == of_switch && is_planned) {
        seconds[step].push_back(took);
      }
    }
  }
  for (const auto& [step, took] : seconds) {
    cost.steps.push_back({step, quantile(took, 0.5)});
    cost.seconds += cost.steps.back().seconds;
    cost.low += quantile(took, 0.1);
    cost.high += quantile(took, 0.9);
  }
}

/// What a switch took whose old containers were not stopped in time.
void add_stop(classify::CostForecast& cost, double seconds) {
  const auto found = std::find_if(cost.steps.begin(), cost.steps.end(),
                                  [](const auto& step) { return step.name == "switch"; });
  if (found == cost.steps.end()) {
    cost.steps.push_back({"switch", seconds});
  } else {
    found->seconds += seconds;
  }
  cost.seconds += seconds;
  cost.low += seconds;
  cost.high += seconds;
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
    count +=
        image.steps->total -
        (image.strategy == classify::Strategy::full ? image.steps->reused_from_scratch : image.steps->reused);
  }
  return count;
}

std::uint64_t undecided_reruns(const classify::Plan& plan) {
  std::uint64_t count = 0;
  for (const classify::ImagePlan& image : plan.images) {
    if (image.build && image.steps && image.strategy != classify::Strategy::full) {
      count += image.steps->undecided;
    }
  }
  return count;
}

std::optional<classify::CostForecast> forecast(const Journal& journal, const classify::Plan& plan,
                                               double stop_seconds) {
  if (plan.strategy == classify::Strategy::none) {
    return {};
  }
  const Sample before = builds_like(journal, plan);
  const Sample behind = switches_like(journal, plan);
  if (before.releases.empty()) {
    return {};
  }
  classify::CostForecast cost;
  const bool builds =
      std::any_of(plan.images.begin(), plan.images.end(), [](const auto& image) { return image.build; });
  add_steps(cost, before, false, builds);
  add_steps(cost, behind, true, builds);
  if (!plan.files_alone && (!behind.is_alike || behind.releases.empty())) {
    add_stop(cost, stop_seconds);
  }
  std::stable_sort(cost.steps.begin(), cost.steps.end(),
                   [](const auto& one, const auto& other) { return one.seconds > other.seconds; });
  std::vector<double> bytes;
  const Sending sending(before.releases);
  for (const Release* release : before.releases) {
    if (release->bytes_sent && sending.tells(*release)) {
      bytes.push_back(static_cast<double>(*release->bytes_sent));
    }
  }
  cost.bytes = bytes.empty() ? 0 : static_cast<std::uint64_t>(quantile(bytes, 0.5));
  cost.releases = before.releases.size();
  cost.like = before.like;
  cost.alike = before.is_alike;
  cost.guess = !before.is_enough() || !behind.is_enough();
  return cost;
}

}  // namespace slipway::deploy
