#include "deploy/plan/base_images.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

using classify::Strategy;

/// The service of a base image that is built; empty where there is none.
std::string built_base(const classify::Plan& plan, const ImageBuild& image) {
  const auto found = std::find_if(plan.images.begin(), plan.images.end(), [&](const auto& other) {
    return other.build && image.made_from.contains(other.service);
  });
  return found == plan.images.end() ? std::string{} : found->service;
}

}  // namespace

void build_dependents(classify::Plan& plan, const ReleaseSpec& spec) {
  for (bool spreads = true; spreads;) {
    spreads = false;
    for (const ImageBuild& image : spec.images) {
      const auto planned = std::find_if(plan.images.begin(), plan.images.end(),
                                        [&](const auto& one) { return one.service == image.service; });
      const std::string base = built_base(plan, image);
      if (planned == plan.images.end() || planned->build || base.empty()) {
        continue;
      }
      planned->build = true;
      planned->strategy = std::max(planned->strategy, Strategy::cached);
      planned->steps.reset();
      planned->reasons.push_back(
          {Strategy::cached, "BASE_IMAGE", fmt::format("its base image, that of {}, is built", base)});
      for (classify::ServicePlan& service : plan.services) {
        if (service.service == image.service) {
          service.action = classify::ServiceAction::recreate;
          service.cause = fmt::format("its image is built on that of {}", base);
        }
      }
      spreads = true;
    }
  }
}

}  // namespace slipway::deploy
