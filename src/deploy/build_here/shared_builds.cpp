#include "deploy/build_here/shared_builds.hpp"

#include "util/digest.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

std::map<std::string, classify::Strategy> strategies_of(const RunPlan& run) {
  std::map<std::string, classify::Strategy> strategies;
  for (const classify::ImagePlan& image : run.plan->images) {
    if (image.build) {
      strategies[image.service] = image.strategy;
    }
  }
  return strategies;
}

}  // namespace

bool strict_enough(const std::map<std::string, classify::Strategy>& had,
                   const std::map<std::string, classify::Strategy>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    const auto found = had.find(one.first);
    return found != had.end() && found->second >= one.second;
  });
}

std::string build_key(const RunPlan& run, const std::string& platform) {
  // Length-prefixed, so that no two lists of texts have the same bytes.
  std::string bytes;
  const auto add = [&](std::string_view text) { bytes += fmt::format("{}:{}", text.size(), text); };
  add(platform);
  add(run.spec->tree);
  // The host finds images by the directory that their label names.
  add(run.directory);
  const auto strategies = strategies_of(run);
  for (const ImageBuild& image : run.spec->images) {
    if (strategies.contains(image.service)) {
      add(image.service);
      add(image.definition);
    }
  }
  return sha256_hex(bytes).substr(0, 12);
}

SharedBuilds::~SharedBuilds() {
  if (!names_.empty()) {
    std::vector<std::string> words{"docker", "rmi", "--no-prune"};
    words.insert(words.end(), names_.begin(), names_.end());
    [[maybe_unused]] const auto removed = run({.argv = std::move(words)});
  }
  if (registry_) {
    std::uint64_t needed = 0;
    for (const auto& [digest, bytes] : needed_) {
      needed += bytes;
    }
    registry_->stop_and_tidy(needed);
  }
}

Result<std::vector<ImageHere>> SharedBuilds::images(const RunPlan& run, const std::string& platform,
                                                    const Build& build, Listener& listener) {
  const std::lock_guard lock(building_);
  const std::string key = build_key(run, platform);
  const auto wanted = strategies_of(run);
  if (const auto known = built_.find(key);
      known != built_.end() && strict_enough(known->second.strategies, wanted)) {
    listener.note("the images are built already, for another host");
    return known->second.images;
  }
  // An image is many hosts': it has no number of a release.
  RunPlan shared = run;
  std::erase_if(shared.labels,
                [](const std::string& label) { return label.starts_with("dev.slipway.release="); });
  SLIPWAY_TRY_ASSIGN(std::vector<ImageHere> images, build(shared));
  for (ImageHere& image : images) {
    // The next build, for another platform, takes the usual name.
    const std::string name = image.name.substr(0, image.name.rfind(':')) + ":" + key + "-" +
                             std::string(classify::name_of(wanted.at(image.service)));
    SLIPWAY_TRY(
        run_checked({.argv = {"docker", "tag", image.name, name}}, "name the image for the other hosts"));
    image.name = name;
    names_.push_back(name);
  }
  Built& built = built_[key];
  built.strategies = wanted;
  built.images = images;
  return images;
}

Result<const LocalRegistry*> SharedBuilds::registry(const std::string& program,
                                                    const std::filesystem::path& directory) {
  const std::lock_guard lock(serving_);
  if (!registry_) {
    SLIPWAY_TRY_ASSIGN(registry_, LocalRegistry::start(program, directory));
  }
  return &*registry_;
}

Result<std::string> SharedBuilds::pushed(const std::string& name, const Push& push) {
  const std::lock_guard lock(serving_);
  if (const auto known = digests_.find(name); known != digests_.end()) {
    return known->second;
  }
  SLIPWAY_TRY_ASSIGN(std::string digest, push());
  digests_[name] = digest;
  return digest;
}

void SharedBuilds::needs(const std::string& digest, std::uint64_t bytes) {
  const std::lock_guard lock(serving_);
  needed_[digest] = bytes;
}

}  // namespace slipway::deploy
