#include "deploy/plan/journal.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

/// No two runs take the same time. A difference is worth a line from one second and a quarter of the forecast
/// on.
constexpr double least_seconds = 1;
constexpr double least_share = 0.25;

void add_steps(const Release& release, std::vector<std::string>& sentences) {
  // What is predicted of a full build is what BuildKit does.
  if (release.strategy == "full" && release.builder == "classic") {
    return;
  }
  std::uint64_t ran = 0;
  std::uint64_t total = 0;
  for (const auto& [service, count] : release.steps) {
    ran += count.total - std::min(count.reused, count.total);
    total += count.total;
  }
  if (!release.reruns || total == 0 ||
      (ran <= *release.reruns && ran + release.undecided_reruns >= *release.reruns)) {
    return;
  }
  if (ran == total && release.strategy != "full") {
    sentences.push_back(fmt::format("all {} ran; the plan was {}, with {} to run again",
                                    count_of(total, "step"), release.strategy,
                                    count_of(*release.reruns, "step")));
    return;
  }
  sentences.push_back(fmt::format(
      "{} of {} ran; the plan expected {}{}", ran, count_of(total, "step"), *release.reruns,
      release.undecided_reruns == 0 ? std::string{}
                                    : fmt::format(", {} of them undecided", release.undecided_reruns)));
}

void add_mispredicted(const Release& release, std::vector<std::string>& sentences) {
  for (const std::string& step : release.mispredicted) {
    const std::size_t expected = step.find(' ');
    const std::size_t came = step.find(' ', expected + 1);
    const std::size_t rest = step.find(' ', came + 1);
    const bool ran = step.substr(came + 1, rest - came - 1) == "RAN";
    sentences.push_back(fmt::format("{}, {} {}", step.substr(0, expected), step.substr(rest + 1),
                                    ran ? "ran again; the plan expected it from the cache"
                                        : "came from the cache; the plan expected it to run again"));
  }
}

void add_actions(const Release& release, std::vector<std::string>& sentences) {
  for (const auto& [service, action] : release.planned) {
    if (release.made_anew.contains(service) && (action == "keep" || action == "restart")) {
      sentences.push_back(fmt::format("{} got a new container; the plan was: {}", service, action));
    } else if (release.kept.contains(service) && action == "recreate") {
      sentences.push_back(fmt::format("{} kept its container; the plan was: {}", service, action));
    }
  }
}

void add_time(const Release& release, std::vector<std::string>& sentences) {
  // A run that did not come to its end says nothing of the forecast.
  if (!release.forecast || !release.healthy()) {
    return;
  }
  const Release::Forecast& forecast = *release.forecast;
  const double took = release.total_seconds();
  const double beyond = std::max(took - forecast.high, forecast.low - took);
  if (beyond < std::max(least_seconds, least_share * forecast.seconds)) {
    return;
  }
  const std::string low = duration_text(forecast.low);
  const std::string high = duration_text(forecast.high);
  sentences.push_back(fmt::format("it took {}; the plan expected about {}{}", duration_text(took),
                                  duration_text(forecast.seconds),
                                  low == high ? std::string{} : fmt::format(" ({} to {})", low, high)));
}

}  // namespace

std::vector<std::string> Release::misses() const {
  std::vector<std::string> sentences;
  add_steps(*this, sentences);
  add_mispredicted(*this, sentences);
  add_actions(*this, sentences);
  add_time(*this, sentences);
  return sentences;
}

}  // namespace slipway::deploy
