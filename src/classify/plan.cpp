#include "classify/plan.hpp"

#include "classify/reason_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

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

/// The step that would run again if the builder were called with what the present image was built with; null
/// where none would, as far as that was looked into. What is seen through mounts alone may stay old.
const std::string* predicted_rerun(const ImageFacts& facts) {
  for (std::size_t change = 0; change < facts.changes.size(); ++change) {
    const ReachAnswer* answer = facts.reach.of(change);
    if (answer != nullptr && answer->reach == Reach::mounted) {
      return nullptr;
    }
  }
  const auto& steps = facts.steps_when_cached ? facts.steps_when_cached : facts.steps;
  return steps && !steps->first.empty() ? &steps->first : nullptr;
}

bool speaks_of_unreached(const Reason& reason) {
  return reason.code == ReasonCode::ignored || reason.code == ReasonCode::not_copied ||
         reason.code == ReasonCode::outside_context || reason.code == ReasonCode::mounted;
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
  const bool unchanged = facts.full_because.empty() && certainly_unchanged(facts);
  const std::string* rerun = predicted_rerun(facts);
  if (unchanged && rerun != nullptr) {
    // The two ways to look at a change have to agree. If they do not, the one that asks for more is right.
    reasons.add(
        {Strategy::incremental, ReasonCode::reach_unknown,
         fmt::format("`{}` is predicted to run again, though no changed path is known to reach it", *rerun)});
  }
  plan.reasons = std::move(reasons).sorted();
  plan.strategy = plan.reasons.empty() ? plan.strategy : plan.reasons.front().strategy;
  const bool asked_for_literally =
      std::any_of(verdict.paths.begin(), verdict.paths.end(), [](const PathVerdict& path) {
        return path.ruling->literal && path.ruling->strategy > Strategy::cached;
      });
  plan.build = asked_for_literally || !unchanged || rerun != nullptr;
  if (!plan.build) {
    plan.strategy = Strategy::none;
  }
  return plan;
}

std::string stale_sentence(const ImagePlan& image, Strategy forced) {
  if (forced == Strategy::incremental) {
    return fmt::format("{}: layers that the change asks to rebuild from scratch", image.service);
  }
  return fmt::format("{}: steps with inputs that the cache cannot see (downloads, dates)", image.service);
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

/// The service of a base image that is built; empty if none is.
std::string built_base(const Plan& plan, const ImageFacts& facts) {
  const auto found = std::find_if(plan.images.begin(), plan.images.end(), [&](const ImagePlan& other) {
    return other.build &&
           std::find(facts.made_from.begin(), facts.made_from.end(), other.service) != facts.made_from.end();
  });
  return found == plan.images.end() ? std::string{} : found->service;
}

/// Images that are made from another one which is built are built as well, by cache as far as that goes:
/// their own files say nothing of the base.
void build_dependents(Plan& plan, const PlanInput& input) {
  for (bool spreads = true; spreads;) {
    spreads = false;
    for (std::size_t i = 0; i < plan.images.size(); ++i) {
      ImagePlan& image = plan.images[i];
      const std::string base = image.build ? std::string{} : built_base(plan, input.images[i]);
      if (base.empty()) {
        continue;
      }
      image.build = true;
      image.built_on = base;
      image.strategy = std::max(image.strategy, Strategy::cached);
      image.steps.reset();
      image.reasons.push_back({Strategy::cached,
                               ReasonCode::base_image,
                               fmt::format("its base image, that of {}, is built", base),
                               {}});
      spreads = true;
    }
  }
}

const ImagePlan* built_image_of(const Plan& plan, const std::vector<std::string>& services) {
  const auto image = std::find_if(plan.images.begin(), plan.images.end(), [&](const ImagePlan& one) {
    return one.build && std::find(services.begin(), services.end(), one.service) != services.end();
  });
  return image == plan.images.end() ? nullptr : &*image;
}

/// What another service that starts anew means for one that follows it. False if it means nothing new.
bool follow(ServicePlan& service, const ServiceCause& cause, const ServicePlan& other) {
  if (cause.kind == ServiceCause::Kind::shares_volumes) {
    // A container that is made anew may have other volumes. Not every version of compose looks at that.
    if (other.action != ServiceAction::recreate || service.refresh == Refresh::recreate) {
      return false;
    }
    if (service.action != ServiceAction::recreate) {
      service = {service.service, ServiceAction::recreate, cause};
    }
    service.refresh = Refresh::recreate;
    return true;
  }
  if (other.action == ServiceAction::keep || service.action != ServiceAction::keep) {
    return false;
  }
  // What compose makes anew by itself, it lets the others follow.
  service = {service.service, ServiceAction::restart, cause,
             other.refresh == Refresh::none ? Refresh::none : Refresh::restart};
  return true;
}

ServicePlan plan_service(const ServiceFacts& facts, const Plan& plan, bool first) {
  using Kind = ServiceCause::Kind;
  ServicePlan service{facts.service, ServiceAction::recreate, {}, facts.refresh};
  const auto image = std::find_if(plan.images.begin(), plan.images.end(), [&](const ImagePlan& one) {
    return one.build && (one.service == facts.service || one.service == facts.image_of);
  });
  const ImagePlan* const mounted = built_image_of(plan, facts.mounts_images_of);
  if (mounted != nullptr) {
    service.refresh = Refresh::recreate;  // Compose compares the name of a mounted image alone.
  }
  if (first) {
    service.cause = {Kind::first_deployment};
    service.refresh = Refresh::none;
  } else if (image != plan.images.end() && image->service != facts.service) {
    service.cause = {Kind::shared_image, {image->service}};
  } else if (image != plan.images.end()) {
    service.cause = image->built_on.empty() ? ServiceCause{Kind::new_image}
                                            : ServiceCause{Kind::base_image, {image->built_on}};
  } else if (mounted != nullptr) {
    service.cause = {Kind::image_mounted, {mounted->service}};
  } else if (facts.recreate_because) {
    service.cause = *facts.recreate_because;
  } else if (facts.restart_because) {
    service.action = ServiceAction::restart;
    service.cause = *facts.restart_because;
  } else {
    service.action = ServiceAction::keep;
  }
  return service;
}

std::vector<ServicePlan> plan_services(const Plan& plan, const PlanInput& input) {
  std::vector<ServicePlan> services;
  for (const ServiceFacts& facts : input.services) {
    services.push_back(plan_service(facts, plan, input.first));
  }
  // Who starts anew takes along those that share a namespace with it, or ask for it.
  for (bool spreads = true; spreads;) {
    spreads = false;
    for (std::size_t i = 0; i < services.size(); ++i) {
      for (const ServiceCause& cause : input.services[i].follows) {
        const auto other = std::find_if(services.begin(), services.end(), [&](const ServicePlan& one) {
          return one.service == cause.names.front();
        });
        spreads = (other != services.end() && follow(services[i], cause, *other)) || spreads;
      }
    }
  }
  return services;
}

/// Compose starts what has ended whenever it is called, and it is called unless files alone are touched.
void run_awaited(Plan& plan, const PlanInput& input) {
  for (std::size_t i = 0; i < plan.services.size(); ++i) {
    if (plan.services[i].action == ServiceAction::keep && input.services[i].run_because) {
      plan.services[i].action = ServiceAction::run;
      plan.services[i].cause = *input.services[i].run_because;
    }
  }
}

/// Beside any compose file a `.env` may lie, whose variables it takes.
bool is_compose_file(const PlanInput& input, const std::string& path) {
  return std::find(input.compose_files.begin(), input.compose_files.end(), path) !=
             input.compose_files.end() ||
         path == ".env" || path.ends_with("/.env");
}

bool touches_files_alone(const Plan& plan, const PlanInput& input) {
  // Anything but a changed path that asks for a deployment is something to be put right.
  const auto is_about_paths = [](const Reason& reason) {
    return !reason.paths.empty() && reason.code != ReasonCode::drift && reason.code != ReasonCode::secrets &&
           reason.strategy == Strategy::cached;
  };
  return plan.strategy == Strategy::cached && !plan.forced && !input.first && !input.restores &&
         !input.overwrite_drift && input.changed_jobs.empty() &&
         std::none_of(plan.images.begin(), plan.images.end(),
                      [](const auto& image) { return image.build; }) &&
         std::all_of(plan.services.begin(), plan.services.end(),
                     [](const auto& service) { return service.action == ServiceAction::keep; }) &&
         std::all_of(plan.reasons.begin(), plan.reasons.end(), is_about_paths) &&
         std::none_of(plan.changes.begin(), plan.changes.end(),
                      [&](const auto& path) { return is_compose_file(input, path.change.path); });
}

/// Compose may find something in its files that it has not seen before: files that are included or extended
/// have any name, and mostly this ending.
bool asks_compose(const Plan& plan, const PlanInput& input) {
  return !input.restores &&
         (input.first || std::any_of(plan.changes.begin(), plan.changes.end(), [&](const auto& path) {
            const std::string& name = path.change.path;
            return is_compose_file(input, name) || name.ends_with(".yml") || name.ends_with(".yaml");
          }));
}

}  // namespace

std::string_view name_of(ServiceAction action) {
  static constexpr std::array<std::string_view, 4> names{"keep", "restart", "recreate", "run"};
  return names.at(static_cast<std::size_t>(action));
}

std::string_view name_of(Refresh refresh) {
  static constexpr std::array<std::string_view, 3> names{"none", "restart", "recreate"};
  return names.at(static_cast<std::size_t>(refresh));
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

  build_dependents(plan, input);
  plan.services = plan_services(plan, input);
  plan.files_alone = touches_files_alone(plan, input);
  if (!plan.files_alone && (plan.strategy != Strategy::none || input.restores)) {
    run_awaited(plan, input);
  }
  plan.asks_compose = asks_compose(plan, input);
  return plan;
}

}  // namespace slipway::classify
