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
      "the whole context is copied to the engine for each build, and steps run one after the other, those of "
      "stages "
      "that nothing needs as well",
      "RUN --mount (caches, secrets), COPY --chmod and here-documents are errors, and what is predicted of "
      "steps is not "
      "held against what the builder does"};
}

}  // namespace slipway::deploy
