#include "classify/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace slipway::classify {
namespace {

void add_reason(std::vector<Reason>& reasons, const Reason& added) {
  const auto same = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return reason.code == added.code && reason.text == added.text && reason.strategy == added.strategy;
  });
  if (same == reasons.end()) {
    reasons.push_back(added);
    return;
  }
  for (const std::string& path : added.paths) {
    if (std::find(same->paths.begin(), same->paths.end(), path) == same->paths.end()) {
      same->paths.push_back(path);
    }
  }
}

/// The builder need not be asked where it is certain that no changed path gets into the image.
bool certainly_unchanged(const ImageFacts& facts) {
  return std::all_of(facts.changes.begin(), facts.changes.end(), [&](const Change& change) {
    const auto answer = facts.reach.find(change.path);
    return answer != facts.reach.end() && cannot_reach(answer->second.reach);
  });
}

bool speaks_of_unreached(const Reason& reason) {
  return reason.code == "IGNORED" || reason.code == "NOT_COPIED" || reason.code == "OUTSIDE_CONTEXT" ||
         reason.code == "MOUNTED";
}

ImagePlan plan_image(const ImageFacts& facts, const PlanInput& input, const Rules& rules,
                     std::map<std::string, PathVerdict>& by_path) {
  ImagePlan plan;
  plan.service = facts.service;
  plan.base = facts.base;
  plan.steps = facts.steps;
  plan.reasons = facts.full_because;
  const Verdict verdict =
      classify(facts.changes, rules, facts.context, facts.reach, input.dockerfile_is_literal);
  for (const Reason& reason : verdict.reasons) {
    add_reason(plan.reasons, reason);
  }
  for (const PathVerdict& path : verdict.paths) {
    auto [known, inserted] = by_path.emplace(path.change.path, path);
    if (!inserted && path.strategy > known->second.strategy) {
      known->second = path;
    }
  }
  for (const Reason& reason : plan.reasons) {
    plan.strategy = std::max(plan.strategy, reason.strategy);
  }
  const bool asked_for_literally =
      std::any_of(verdict.paths.begin(), verdict.paths.end(),
                  [](const PathVerdict& path) { return path.literal && path.strategy > Strategy::cached; });
  plan.build = !facts.full_because.empty() || asked_for_literally || !certainly_unchanged(facts);
  if (!plan.build) {
    plan.strategy = Strategy::none;
  }
  return plan;
}

std::string stale_sentence(const ImagePlan& image, Strategy forced) {
  if (forced == Strategy::incremental) {
    return fmt::format("{}: layers that the change asks to rebuild from nothing may come from the cache",
                       image.service);
  }
  return fmt::format("{}: steps whose inputs the cache cannot see (downloads, dates) may be old",
                     image.service);
}

void force(Plan& plan, Strategy forced) {
  plan.forced = true;
  plan.strategy = forced;
  for (ImagePlan& image : plan.images) {
    if (forced < image.strategy) {
      plan.stale.push_back(stale_sentence(image, forced));
    }
    image.strategy = forced;
    image.build = true;
  }
}

}  // namespace

std::string_view name_of(ServiceAction action) {
  static constexpr std::array<std::string_view, 3> names{"keep", "restart", "recreate"};
  return names.at(static_cast<std::size_t>(action));
}

Plan decide(const PlanInput& input, const Rules& rules) {
  Plan plan;
  for (const Reason& reason : input.asked_for) {
    add_reason(plan.reasons, reason);
  }
  std::map<std::string, PathVerdict> by_path;
  for (const ImageFacts& facts : input.images) {
    plan.images.push_back(plan_image(facts, input, rules, by_path));
    // An image may be older than the deployed tree: what has changed since then without reaching it is no
    // reason to deploy again.
    for (const Reason& reason : plan.images.back().reasons) {
      if (plan.images.back().build && !speaks_of_unreached(reason)) {
        add_reason(plan.reasons, reason);
      }
    }
  }
  // Paths that no image was asked about: the rules speak for them, relative to the root.
  ChangeSet others;
  for (const Change& change : input.changes) {
    if (!by_path.contains(change.path)) {
      others.push_back(change);
    }
  }
  const Verdict rest = classify(others, rules, {}, {}, input.dockerfile_is_literal);
  for (const PathVerdict& path : rest.paths) {
    by_path.emplace(path.change.path, path);
  }
  for (const Change& change : input.changes) {
    const PathVerdict& verdict = by_path.at(change.path);
    plan.changes.push_back(verdict);
    add_reason(plan.reasons, {verdict.strategy, verdict.code, verdict.cause, {change.path}});
  }
  std::stable_sort(plan.reasons.begin(), plan.reasons.end(),
                   [](const Reason& one, const Reason& other) { return one.strategy > other.strategy; });
  for (const Reason& reason : plan.reasons) {
    plan.computed = std::max(plan.computed, reason.strategy);
  }
  plan.strategy = plan.computed;
  if (input.forced) {
    force(plan, *input.forced);
  }
  for (std::size_t image = 0; image < plan.images.size(); ++image) {
    if (plan.images[image].strategy == Strategy::cached && input.images[image].steps_when_cached) {
      plan.images[image].steps = input.images[image].steps_when_cached;
    }
  }

  std::set<std::string> built;
  for (const ImagePlan& image : plan.images) {
    if (image.build) {
      built.insert(image.service);
    }
  }
  for (const ServiceFacts& service : input.services) {
    ServicePlan action{service.service, ServiceAction::keep, {}};
    if (input.first) {
      action = {service.service, ServiceAction::recreate, "first deployment"};
    } else if (built.contains(service.service)) {
      action = {service.service, ServiceAction::recreate, "new image"};
    } else if (service.recreate_because) {
      action = {service.service, ServiceAction::recreate, *service.recreate_because};
    } else if (service.restart_because) {
      action = {service.service, ServiceAction::restart, *service.restart_because};
    }
    plan.services.push_back(std::move(action));
  }
  return plan;
}

}  // namespace slipway::classify
