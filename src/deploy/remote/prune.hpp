#pragma once

#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

struct PruneOptions {
  bool dry_run = false;
  /// How much of the build cache stays, in Docker's form ("4GB"); nothing: it is left alone. The cache is
  /// that of all projects on the host.
  std::optional<std::string> keep_cache = {};
};

/// Something of the deployment's that no kept release needs.
struct Prunable {
  std::string kind;  ///< image, unnamed image, run, secrets, parcel
  std::string name;
  std::optional<std::uint64_t> bytes;  ///< Of an image with the layers it shares with others.
};

struct Pruned {
  std::optional<std::string> locked;  ///< Who deploys; nothing was looked at then.
  std::vector<Prunable> things;
  std::vector<std::string> problems;
  std::string build_cache;  ///< What the engine says could be freed there.
  std::optional<std::uint64_t> free_before;
  std::optional<std::uint64_t> free_after;
};

/// Reads what prune.sh printed.
Pruned parse_pruned(std::string_view output);

/// Removes, or only lists, what the deployment does not need: images of releases that cannot be restored,
/// its own images without a name, old runs' directories, secrets of removed releases, files of runs
/// that never ended.
Result<Pruned> prune(const Settings& settings, const PruneOptions& options);

}  // namespace slipway::deploy
