#include "classify/plan.hpp"

#include "classify/reason_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace slipway::classify {
namespace {

/// The builder need not be asked where it is certain that no changed path gets into the image.
bool certainly_unchanged(const ImageFacts& facts) {
  for (std::size_t change = 0; change < facts.changes.size(); ++change) {
    const ReachAnswer* answer = facts.reach.of(change);
    if (answer == nullptr || !cannot_reach(answer->reach)) {
      return false;
    }
  }
  return true;
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
  ReasonList reasons;
  for (const Reason& reason : facts.full_because) {
    reasons.add(reason);
  }
  const Verdict verdict =
      classify(facts.changes, rules, facts.context, facts.reach, input.dockerfile_is_literal);
  for (const Reason& reason : verdict.reasons) {
    reasons.add(reason);
  }
  for (const PathVerdict& path : verdict.paths) {
    auto [known, inserted] = by_path.emplace(path.change.path, path);
    if (!inserted && path.ruling->strategy > known->second.ruling->strategy) {
      known->second = path;
    }
  }
  plan.reasons = std::move(reasons).sorted();
  plan.strategy = plan.reasons.empty() ? plan.strategy : plan.reasons.front().strategy;
  const bool asked_for_literally =
      std::any_of(verdict.paths.begin(), verdict.paths.end(), [](const PathVerdict& path) {
        return path.ruling->literal && path.ruling->strategy > Strategy::cached;
      });
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
  static constexpr std::array<std::string_view, 4> names{"keep", "restart", "recreate", "run"};
  return names.at(static_cast<std::size_t>(action));
}

Plan decide(const PlanInput& input, const Rules& rules) {
  Plan plan;
  ReasonList reasons;
  for (const Reason& reason : input.asked_for) {
    reasons.add(reason);
  }
  std::map<std::string, PathVerdict> by_path;
  for (const ImageFacts& facts : input.images) {
    plan.images.push_back(plan_image(facts, input, rules, by_path));
    // An image may be older than the deployed tree: what has changed since then without reaching it is no
    // reason to deploy again.
    for (const Reason& reason : plan.images.back().reasons) {
      if (plan.images.back().build && !speaks_of_unreached(reason)) {
        reasons.add(reason);
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
  const Verdict rest = classify(std::move(others), rules, {}, {}, input.dockerfile_is_literal);
  for (const PathVerdict& path : rest.paths) {
    by_path.emplace(path.change.path, path);
  }
  for (const Change& change : input.changes) {
    const PathVerdict& verdict = by_path.at(change.path);
    plan.changes.push_back(verdict);
    reasons.add(*verdict.ruling, change.path);
  }
  plan.reasons = std::move(reasons).sorted();
  plan.computed = plan.reasons.empty() ? plan.computed : plan.reasons.front().strategy;
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
    ServicePlan action{service.service, ServiceAction::keep, {}, service.refresh};
    if (input.first) {
      action.action = ServiceAction::recreate;
      action.cause = "first deployment";
      action.refresh = Refresh::none;
    } else if (built.contains(service.service)) {
      action.action = ServiceAction::recreate;
      action.cause = "new image";
    } else if (service.recreate_because) {
      action.action = ServiceAction::recreate;
      action.cause = *service.recreate_because;
    } else if (service.restart_because) {
      action.action = ServiceAction::restart;
      action.cause = *service.restart_because;
    }
    plan.services.push_back(std::move(action));
  }
  // Compose starts what has ended whenever it is called, and it is called where anything but files is
  // touched.
  const bool calls_compose =
      std::any_of(plan.services.begin(), plan.services.end(),
                  [](const ServicePlan& service) { return service.action != ServiceAction::keep; });
  for (std::size_t i = 0; calls_compose && i < plan.services.size(); ++i) {
    if (plan.services[i].action == ServiceAction::keep && input.services[i].run_because) {
      plan.services[i].action = ServiceAction::run;
      plan.services[i].cause = *input.services[i].run_because;
    }
  }
  return plan;
}

}  // namespace slipway::classify
