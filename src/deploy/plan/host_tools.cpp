#include "deploy/plan/host_tools.hpp"

#include "deploy/plan/artifact_lints.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace slipway::deploy {
namespace {

/// The engine whose command line lost its built-in BuildKit client to the buildx plug-in.
constexpr int first_client_without_builtin_buildkit = 23;

}  // namespace

int major_version(std::string_view version) {
  int value = 0;
  std::from_chars(version.data(), version.data() + version.size(), value);
  return value;
}

bool has_buildkit(const host::HostState& host) {
  const int client = major_version(host.client_version);
  return host.buildx || (client > 0 && client < first_client_without_builtin_buildkit);
}

bool runs_platform(const host::HostState& host, std::string_view platform) {
  const std::size_t slash = platform.find('/');
  const std::string_view wanted = slash == std::string_view::npos
                                      ? platform
                                      : platform.substr(slash + 1, platform.find('/', slash + 1) - slash - 1);
  const std::string& engine = host.engine_architecture.raw();
  const std::string kernel = docker_architecture(host.architecture.raw());
  // Of 64 bits and of 32.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> both{
      {{"arm64", "arm"}, {"amd64", "386"}}};
  return engine == wanted || std::any_of(both.begin(), both.end(), [&](const auto& pair) {
           const auto& [wide, narrow] = pair;
           // An engine of 32 bits may be on a kernel of 64, which runs programs of both.
           return (engine == wide && wanted == narrow) ||
                  (engine == narrow && kernel == wide && wanted == wide);
         });
}

std::vector<std::string> losses_without_buildkit() {
  return {
      "each build copies the whole context to the engine, and runs all steps one after the other, even those "
      "of unused stages",
      "RUN --mount (caches, secrets), COPY --chmod and here-documents are errors, and the forecast of steps "
      "is not compared with the build"};
}

}  // namespace slipway::deploy
