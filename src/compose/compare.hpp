#pragma once

#include "compose/model.hpp"
#include "compose/service_reach.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::compose {

/// What happens to a service's containers between two releases, as far as compose files and mounted files
/// tell. A new image re-creates a container as well; that is for the image models to say.
enum class ServiceAction : std::uint8_t {
  keep,
  restart,   ///< Same definition, but mounted files have other content, which compose does not notice.
  recreate,  ///< Another definition: `compose up` does it.
  add,
  remove
};

/// One changed path and how it reaches the service.
struct ReachedPath {
  std::string path;
  Reach reach;
};

/// What happens to one service, and why.
struct ServiceChange {
  std::string service;
  ServiceAction action = ServiceAction::keep;
  std::vector<std::string> keys;  ///< The keys of the definition that differ, for recreate.
  std::vector<std::string>
      written;  ///< The parts of Service::written that differ: compose itself does not see that.
  std::vector<ReachedPath> reached;  ///< The changed paths that the container sees, for restart and recreate.
  std::string with;     ///< The service it restarts with (`depends_on: restart`, shared namespaces …).
  bool certain = true;  ///< False if only open paths are behind a restart.
};

/// Compares what two releases say about every service that is active in either of them. `changed_paths` are
/// the paths that differ between their trees, additions, deletions and both sides of renames alike.
std::vector<ServiceChange> compare(const Model& before, const Model& after,
                                   const std::vector<std::string>& changed_paths);

}  // namespace slipway::compose
