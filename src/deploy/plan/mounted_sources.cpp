#include "deploy/plan/mounted_sources.hpp"

#include "compose/service_reach.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/predict/landing.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

/// Whether the container sees something else at `place` than what the image has there.
bool is_covered(const compose::Service& service, const std::string& place) {
  return std::any_of(service.mounts.begin(), service.mounts.end(), [&](const compose::Mount& mount) {
    const std::string target = compose::join_path("", mount.target.value);
    return mount.kind == compose::Mount::Kind::bind && mount.target.known() &&
           compose::is_within(place, target);
  });
}

/// Whether a later step may make something of what this one copies.
bool is_worked_on(const image::ImageModel& model, std::size_t copy) {
  const auto& steps = model.steps();
  return std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(copy), steps.end(),
                     [](const image::BuildStep& step) { return step.kind == image::BuildStep::Kind::run; });
}

bool is_certain_mount(const compose::Reach& way) {
  return way.certain &&
         (way.kind == compose::ReachKind::bind_directory || way.kind == compose::ReachKind::bind_file);
}

}  // namespace

bool MountedSources::is_mounted(const compose::Service& service, const std::string& path) const {
  const auto ways = compose::services_reached_by(*model_, path);
  return std::any_of(ways.begin(), ways.end(), [&](const compose::Reach& way) {
    return way.service == service.name && is_certain_mount(way);
  });
}

bool MountedSources::is_mounted_anywhere(const std::string& path) const {
  const auto ways = compose::services_reached_by(*model_, path);
  return std::any_of(ways.begin(), ways.end(), is_certain_mount);
}

bool MountedSources::is_run_by_others(const compose::Service& service) const {
  std::set<std::string> names;
  for (const std::string& name : compose::built_image_names(service)) {
    names.insert(image::normal_image_reference(name).value_or(name));
  }
  const auto is_it = [&](const std::string& name) {
    return names.contains(image::normal_image_reference(name).value_or(name));
  };
  return std::any_of(model_->services.begin(), model_->services.end(), [&](const auto& entry) {
    const compose::Service& other = entry.second;
    return (other.name != service.name && !other.build && other.image && other.image->known() &&
            is_it(other.image->value)) ||
           std::any_of(other.mounts.begin(), other.mounts.end(), [&](const compose::Mount& mount) {
             return !mount.image.empty() && is_it(mount.image);
           });
  });
}

Result<void> MountedSources::settle(classify::ImageFacts& facts, const image::ImageModel& image,
                                    bool is_base) {
  for (std::size_t number = 0; number < facts.changes.size(); ++number) {
    const classify::ReachAnswer* answer = facts.reach.of(number);
    if (answer != nullptr && classify::cannot_reach(answer->reach) &&
        is_mounted_anywhere(facts.changes[number].path)) {
      facts.reach.replace(number, {answer->reach, answer->where, true});
    }
  }
  const auto service = model_->services.find(facts.service);
  if (service == model_->services.end() || service->second.mounts.empty()) {
    return {};
  }
  Found& found = found_[facts.service];
  found.others_reach = !facts.full_because.empty();
  if (is_base || is_run_by_others(service->second)) {
    found.others_reach = true;
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(image));
  for (std::size_t number = 0; number < facts.changes.size(); ++number) {
    const std::string& path = facts.changes[number].path;
    const classify::ReachAnswer* answer = facts.reach.of(number);
    bool only_mounted = false;
    if (answer != nullptr && answer->reach == classify::Reach::reaches && is_mounted(service->second, path)) {
      SLIPWAY_TRY_ASSIGN(const auto places, image::landing_places(image, index, path));
      SLIPWAY_TRY_ASSIGN(const image::PathReach reach, index.find(path));
      only_mounted =
          places && !is_worked_on(image, *std::min_element(reach.steps.begin(), reach.steps.end())) &&
          std::all_of(places->begin(), places->end(),
                      [&](const std::string& place) { return is_covered(service->second, place); });
    }
    if (only_mounted) {
      ++found.mounted;
      if (sync_) {
        facts.reach.replace(number, {classify::Reach::mounted, answer->where, answer->seen_mounted});
      }
    } else if (answer == nullptr || !classify::cannot_reach(answer->reach)) {
      found.others_reach = true;
    }
  }
  return {};
}

std::size_t MountedSources::count() const {
  std::size_t count = 0;
  for (const auto& [service, found] : found_) {
    count += found.mounted;
  }
  return count;
}

std::vector<std::string> MountedSources::savings(const classify::Plan& plan) const {
  std::vector<std::string> sentences;
  for (const classify::ImagePlan& image : plan.images) {
    const auto found = found_.find(image.service);
    if (sync_ || !image.build || found == found_.end() || found->second.mounted == 0 ||
        found->second.others_reach) {
      continue;
    }
    const std::string steps =
        image.steps && image.strategy != classify::Strategy::full
            ? fmt::format(" ({} of {} steps)", image.steps->total - image.steps->reused, image.steps->total)
            : std::string{};
    sentences.push_back(
        fmt::format("MOUNTED_SOURCES sync would save the build of {}{}: its containers see {} through mounts",
                    image.service, steps, count_of(found->second.mounted, "changed file")));
  }
  return sentences;
}

}  // namespace slipway::deploy
