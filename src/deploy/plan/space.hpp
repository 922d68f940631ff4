#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"

#include <cstdint>
#include <string>

namespace slipway::deploy {

/// How much room a build takes on the disk of the engine's images, and how that is known.
struct SpaceNeed {
  std::uint64_t bytes = 0;
  std::string why;
};

/// From the releases of this host; if none is recorded, from the size of the files.
SpaceNeed build_need(const Journal& journal, const classify::Plan& plan, std::uint64_t tree_bytes);

/// The commands that free space on the host.
std::string how_to_free_space(const Place& place);

/// Whether the release fits on the host: figures, and the command that frees space. `tree_bytes` is the size
/// of the files.
Result<void> check_space(const Place& place, const host::HostState& host, const Journal& journal,
                         const classify::Plan& plan, std::uint64_t tree_bytes);

/// What the host says about itself that makes a deployment slow or risky: little memory, throttling, heat.
/// For the plan's notes.
std::vector<std::string> host_notes(const host::HostState& host, bool builds);

}  // namespace slipway::deploy
