#include "deploy/plan/space.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

using classify::Strategy;

/// What a build needs at least beside the files: layers of an interpreted application and the build's own
/// scratch space.
constexpr std::uint64_t unknown_build_bytes = 200'000'000;
/// What any build needs, however little the last ones took.
constexpr std::uint64_t least_build_bytes = 20'000'000;
constexpr std::uint64_t least_file_bytes = 10'000'000;
/// How many releases back say something about the next one.
constexpr std::size_t releases_looked_at = 10;

/// A build beside a running service; an idle service, a switch.
constexpr std::uint64_t little_memory_to_build = 300'000'000;
constexpr std::uint64_t little_memory = 80'000'000;
/// From here on a Raspberry Pi slows down by itself.
constexpr int hot_millidegrees = 80'000;

bool builds_from_nothing(const classify::Plan& plan) {
  return std::any_of(plan.images.begin(), plan.images.end(), [](const classify::ImagePlan& image) {
    return image.build && image.strategy == Strategy::full;
  });
}

bool builds_anything(const classify::Plan& plan) {
  return std::any_of(plan.images.begin(), plan.images.end(),
                     [](const classify::ImagePlan& image) { return image.build; });
}

std::uint64_t with_margin(std::uint64_t bytes) {
  return bytes + bytes / 10;
}

}  // namespace

SpaceNeed build_need(const Journal& journal, const classify::Plan& plan, std::uint64_t tree_bytes) {
  const bool full = builds_from_nothing(plan);
  SpaceNeed need;
  std::size_t looked_at = 0;
  for (const Release& release : journal.entries) {
    const auto taken = release.disk.find("build");
    if (looked_at == releases_looked_at || taken == release.disk.end() || !release.healthy()) {
      continue;
    }
    ++looked_at;
    std::uint64_t bytes = taken->second;
    if (full) {
      // All layers are new: at most what the images have. Where they share a base that stays, less was
      // measured.
      const auto images = release.disk.find("images");
      if (release.strategy != "full") {
        bytes = images == release.disk.end() ? 0 : images->second;
      }
    } else if (release.strategy == "full") {
      continue;
    }
    if (bytes > need.bytes) {
      need = {bytes, fmt::format("release {}, {}, took {}", release.number,
                                 full && release.strategy != "full" ? "whose images would all be built again"
                                                                    : release.strategy,
                                 bytes_text(bytes))};
    }
    if (full && release.strategy == "full") {
      break;
    }
  }
  if (need.why.empty()) {
    const std::uint64_t unknown = 2 * tree_bytes + unknown_build_bytes;
    const Release* deployed = journal.deployed_release();
    const bool known = deployed != nullptr && deployed->disk.contains("images");
    return {known ? std::min(unknown, with_margin(deployed->disk.at("images"))) : unknown,
            "no build like it is recorded yet"};
  }
  need.bytes = std::max(with_margin(need.bytes), least_build_bytes);
  return need;
}

std::string how_to_free_space(const Place& place) {
  return fmt::format(
      "slipway prune --deployment {} --environment {}\nthen, if that is not enough, what all projects of the "
      "host leave: ssh {} 'docker image prune; docker builder prune'",
      place.deployment, place.environment, ssh_target(place.host, place.ssh_config));
}

Result<void> check_space(const Place& place, const host::HostState& host, const Journal& journal,
                         const classify::Plan& plan, std::uint64_t tree_bytes) {
  const auto check = [&](const Untrusted& where, std::optional<std::uint64_t> free,
                         const SpaceNeed& need) -> Result<void> {
    if (!free || *free >= need.bytes) {
      return {};
    }
    return fail(ExitCode::host_unsuited,
                fmt::format("`{}` on the host has too little free space", printable(where)),
                fmt::format("{} are free, and {} are needed: {}", bytes_text(*free), bytes_text(need.bytes),
                            need.why),
                how_to_free_space(place));
  };
  // The files lie on the host three times: in the journal (compressed), in the staging and in the live
  // directory.
  SLIPWAY_TRY(check(host.directory, host.free_bytes,
                    {3 * tree_bytes + least_file_bytes,
                     fmt::format("the files, {}, are stored there three times", bytes_text(tree_bytes))}));
  if (builds_anything(plan)) {
    SLIPWAY_TRY(check(host.docker_root, host.docker_free_bytes, build_need(journal, plan, tree_bytes)));
  }
  return {};
}

std::vector<std::string> host_notes(const host::HostState& host, bool builds) {
  std::vector<std::string> notes;
  if (const auto& free = host.memory_available_bytes;
      free && *free < (builds ? little_memory_to_build : little_memory)) {
    notes.push_back(fmt::format(
        "the host has {} of memory available, of {}: the kernel ends what does not fit{}", bytes_text(*free),
        bytes_text(host.memory_bytes.value_or(0)), builds ? "; a build needs more" : ""));
  }
  if (host.throttled.under_voltage) {
    notes.emplace_back(
        "the host's power supply is too weak: it runs throttled, and files on its SD card are at risk");
  } else if (host.throttled.slowed) {
    notes.emplace_back("the host runs throttled: builds and health checks take longer than usual");
  }
  if (host.millidegrees.value_or(0) >= hot_millidegrees) {
    notes.push_back(fmt::format("the host is at {} °C, and slows itself down", *host.millidegrees / 1000));
  }
  return notes;
}

}  // namespace slipway::deploy
