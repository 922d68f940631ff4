#pragma once

#include "compose/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// How a path of the tree reaches a service.
enum class ReachKind : std::uint8_t {
  definition,        ///< A compose file, or a file it was made from: compare() tells what that changes.
  bind_directory,    ///< Seen in the container, in a mounted directory.
  bind_file,         ///< Seen in the container, mounted as a single file.
  environment_file,  ///< An `env_file` or `label_file`, part of the definition: compose re-creates the
                     ///< container.
  config,            ///< Mounted by compose as a single file.
  secret,            ///< Likewise.
  security_profile,  ///< A file of `security_opt`, which compose reads when it makes a container.
  build_context,     ///< Reaches the image only, and only if the Dockerfile and the ignore file let it.
  dockerfile         ///< The Dockerfile, or the ignore file beside it.
};

/// One way from a path to a service.
struct Reach {
  std::string service;
  ReachKind kind = ReachKind::definition;
  std::string through;  ///< The path in the tree that the compose files name: the mounted directory …
  std::string target;   ///< Of mounts: the path in the container that the file or directory is mounted at.
  bool certain = true;  ///< False if a variable in the path is open.

  friend bool operator==(const Reach&, const Reach&) = default;
};

/// Whether a change of the file is seen in the running container's files and needs no more than a restart.
bool needs_restart_only(ReachKind kind);

/// Every way in which a changed path reaches the active services, by service. What another mount of the same
/// service hides is not reached.
std::vector<Reach> services_reached_by(const Model& model, std::string_view path);

}  // namespace slipway::compose
