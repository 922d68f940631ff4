#include "deploy/plan/host_tools.hpp"

#include <charconv>

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

std::vector<std::string> losses_without_buildkit() {
  return {
      "each build copies the whole context to the engine, and runs all steps one after the other, even those "
      "of unused stages",
      "RUN --mount (caches, secrets), COPY --chmod and here-documents are errors, and the forecast of steps "
      "is not compared with the build"};
}

}  // namespace slipway::deploy
