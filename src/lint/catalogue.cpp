#include "lint/catalogue.hpp"

#include "util/text.hpp"

#include <algorithm>
#include <array>

namespace slipway::lint {
namespace {

constexpr auto lints = std::to_array<Lint>({
    {"artifact-architecture", true},
    {"artifact-build-path", true},
    {"artifact-debug-info", true},
    {"artifact-interpreter", true},
    {"artifact-libc", true},
    {"artifact-needs-library", true},
    {"artifact-no-run-path", true},
    {"artifact-not-reproducible", true},
    {"artifact-run-path", true},
    {"artifact-uncommitted", true},
    {"bind-source-missing", true},
    {"checkout-differs", true},
    {"conservative", true},
    {"copied-empty", true},
    {"copy-ignored", true},
    {"copy-missing", true},
    {"copy-nothing", true},
    {"deployment-refused", true},
    {"env-file-not-in-tree", true},
    {"git-in-context", true},
    {"health-check-cannot-fail", true},
    {"health-timeout-short", true},
    {"install-after-source", true},
    {"large-file", false},
    {"latest-tag", true},
    {"name-not-utf8", true},
    {"no-health-check", false},
    {"no-ignore-file", true},
    {"no-restart-policy", false},
    {"platform-differs", true},
    {"port-published-twice", true},
    {"required-variable", true},
    {"script-line-ends", true},
    {"script-not-executable", true},
    {"several-compose-files", true},
    {"state-in-context", true},
    {"stop-signal-ignored", false},
    {"swarm-address", true},
    {"swarm-bind-mount", true},
    {"swarm-bind-mount-elsewhere", true},
    {"swarm-config", true},
    {"swarm-container-name", true},
    {"swarm-devices", true},
    {"swarm-env-file", true},
    {"swarm-host-ip", true},
    {"swarm-key", true},
    {"swarm-links", true},
    {"swarm-namespace", true},
    {"swarm-network", true},
    {"swarm-one-shot", true},
    {"swarm-privileged", true},
    {"swarm-start-order", true},
    {"swarm-variable", true},
    {"swarm-volume", true},
    {"unknown-key", true},
    {"unknown-silence", true},
    {"unknown-variable", true},
    {"unmatched-ignore-pattern", false},
    {"volatile-argument", true},
    {"volume-over-files", true},
});

}  // namespace

std::span<const Lint> catalogue() {
  return lints;
}

const Lint* find_lint(std::string_view name) {
  const auto* const found =
      std::find_if(lints.begin(), lints.end(), [&](const Lint& lint) { return lint.name == name; });
  return found == lints.end() ? nullptr : found;
}

std::string_view nearest_lint(std::string_view name) {
  std::string_view nearest;
  std::size_t distance = 4;
  for (const Lint& lint : lints) {
    if (const std::size_t away = edit_distance(name, lint.name); away < distance) {
      distance = away;
      nearest = lint.name;
    }
  }
  return nearest;
}

}  // namespace slipway::lint
