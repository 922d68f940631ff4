#pragma once

#include <map>
#include <string>
#include <vector>

namespace slipway::image {

/// A context that `--build-context name=…` or compose's `additional_contexts` gives.
struct NamedContext {
  /// The directory in the tree; of no meaning for one that lies elsewhere.
  std::string directory;
  /// What the context is if it is no directory of the tree: `docker-image://…`, an address, a path
  /// outside.
  std::string elsewhere;

  friend bool operator==(const NamedContext&, const NamedContext&) = default;
};

/// What a build is started with besides its Dockerfile and its context.
struct BuildOptions {
  std::string target;                            ///< The stage to build; empty for the last one.
  std::map<std::string, std::string> arguments;  ///< --build-arg
  std::string platform = "linux/amd64";          ///< What the image is for.
  std::string build_platform;                    ///< What the builder runs on; empty for the same.
  std::map<std::string, NamedContext> contexts;  ///< By lower-case name.
  /// The ONBUILD triggers of base images, by complete reference, or by the name of a
  /// context that stands for one.
  std::map<std::string, std::vector<std::string>> triggers = {};
  /// False if the builder cannot merge layers (dockerd without containerd's image store): `COPY --link` is
  /// an ordinary copy there.
  bool merges_links = true;

  friend bool operator==(const BuildOptions&, const BuildOptions&) = default;
};

}  // namespace slipway::image
