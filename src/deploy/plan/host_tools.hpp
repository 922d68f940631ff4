#pragma once

#include "host/probe.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// The programs of a host that a run uses.
struct HostTools {
  bool compose_v2 = false;
  bool buildkit = false;
  bool buildx = false;  ///< BuildKit's client of its own, which knows more options than the built-in one.
  bool compose_plugin =
      true;  ///< `docker compose`; otherwise `docker-compose`, which may be of either version.

  /// "buildkit" or "classic"
  std::string builder() const { return buildkit ? "buildkit" : "classic"; }
};

/// Whether the engine's client on the host can build with BuildKit.
bool has_buildkit(const host::HostState& host);

/// Whether programs for the platform ("linux/arm/v7") run on the host: its engine is for that architecture,
/// or its processor runs both, as those of 64 bits mostly do.
bool runs_platform(const host::HostState& host, std::string_view platform);

/// What a build by the classic builder goes without, one sentence each.
std::vector<std::string> losses_without_buildkit();

/// The first number of a version such as "26.1.5+dfsg1"; 0 if there is none.
int major_version(std::string_view version);
template <UntrustedText Text>
int major_version(const Text& version) {
  return major_version(std::string_view(version.raw()));
}

}  // namespace slipway::deploy
