#pragma once

#include "deploy/plan/settings.hpp"
#include "util/error.hpp"
#include "util/process.hpp"

#include <string>

namespace slipway::deploy {

/// The Docker engine that `docker` on this machine speaks to, whatever its context or DOCKER_HOST says.
struct LocalEngine {
  std::string version;
  std::string architecture;  ///< As Docker names it: amd64, arm64 …
  bool buildkit = false;
  bool buildx = false;
};

/// Asks this machine's docker what it is. Started early, it has the answer while other things are waited for.
class EngineInquiry {
 public:
  static EngineInquiry start();
  /// Errors: no docker, no answer, or no BuildKit although BUILDER asks for it.
  Result<LocalEngine> answer(const BuildSettings& build_settings);

 private:
  EngineInquiry(Result<Child> version, Result<Child> buildx);

  Result<Child> version_;
  Result<Child> buildx_;
};

/// The platform to build for here so that the image runs there; empty if that is what this engine builds
/// by itself. `asked` is PLATFORM or what the compose file says, and may be empty. The architecture is that
/// of the engine there; `host_machine` is its kernel's, which tells an ARMv6 from an ARMv7.
std::string platform_for_host(const LocalEngine& engine, const std::string& asked,
                              const std::string& host_architecture, const std::string& host_machine);

/// Error if this engine can build for the platform neither by itself nor by emulation, with what enables
/// it.
Result<void> check_emulation(const LocalEngine& engine, const std::string& platform);

/// The error of check_emulation() for what `docker buildx inspect` printed, if it is one.
Result<void> check_platforms(const std::string& inspected, const std::string& platform,
                             const std::string& engine_architecture);

}  // namespace slipway::deploy
