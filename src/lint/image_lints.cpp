#include "lint/image_lints.hpp"

#include "lint/context_lints.hpp"
#include "lint/copy_lints.hpp"
#include "lint/entry_point_lints.hpp"
#include "lint/health_check_lints.hpp"
#include "lint/layer_lints.hpp"
#include "lint/name_lints.hpp"
#include "lint/pattern_lints.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace slipway::lint {
namespace {

void take(Findings& findings, Findings more) {
  std::move(more.begin(), more.end(), std::back_inserter(findings));
}

Findings of_service(Findings findings, const std::string& service) {
  for (classify::Finding& finding : findings) {
    finding.service = service;
  }
  std::stable_sort(findings.begin(), findings.end(), [](const auto& left, const auto& right) {
    return std::tie(left.file, left.line) < std::tie(right.file, right.line);
  });
  return findings;
}

}  // namespace

Result<Findings> quick_image_lints(const image::ImageModel& model, const ImageSurroundings& surroundings) {
  Findings findings;
  SLIPWAY_TRY_ASSIGN(findings, copy_lints(model));
  const std::vector<std::string> none;
  const auto& own_images = surroundings.own_images == nullptr ? none : *surroundings.own_images;
  SLIPWAY_TRY_ASSIGN(Findings layers, layer_lints(model, own_images));
  take(findings, std::move(layers));
  SLIPWAY_TRY_ASSIGN(Findings context,
                     context_lints(model, surroundings.is_repository_top, surroundings.shares_context));
  take(findings, std::move(context));
  SLIPWAY_TRY_ASSIGN(Findings entry, entry_point_lints(model, surroundings.start));
  take(findings, std::move(entry));
  SLIPWAY_TRY_ASSIGN(Findings volumes, volume_lints(model, surroundings.mounts));
  take(findings, std::move(volumes));
  if (surroundings.names_not_utf8 != nullptr) {
    SLIPWAY_TRY_ASSIGN(Findings names, name_lints(model, *surroundings.names_not_utf8));
    take(findings, std::move(names));
  }
  if (surroundings.differences != nullptr) {
    SLIPWAY_TRY_ASSIGN(Findings checkouts, checkout_lints(model, *surroundings.differences));
    take(findings, std::move(checkouts));
  }
  if (!surroundings.health_check_replaced) {
    take(findings, health_check_lints(model, surroundings.health_timeout));
  }
  return of_service(std::move(findings), surroundings.service);
}

Result<Findings> thorough_image_lints(const image::ImageModel& model, const ImageSurroundings& surroundings,
                                      const ContextMeasure& measure) {
  Findings findings = large_file_lints(measure);
  SLIPWAY_TRY_ASSIGN(Findings patterns, pattern_lints(model));
  take(findings, std::move(patterns));
  return of_service(std::move(findings), surroundings.service);
}

}  // namespace slipway::lint
