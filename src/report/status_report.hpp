#pragma once

#include "deploy/remote/inspect.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::report {

/// What runs on the host, its health, the host's resources, and whether this checkout is ahead: one
/// screen. `now` is seconds since 1970. If the table of services is wider than `columns`, each is a sentence;
/// 0: it never is.
std::string status_text(const deploy::Inspection& inspection, std::int64_t now, std::size_t columns = 0);
/// The same for programs: schema 1, documented in docs/reference/status-json.md.
std::string status_json(const deploy::Inspection& inspection);

/// A container as the probe saw it, with its resource use if both looks saw the same one.
struct ContainerStatus {
  const host::Container* container = nullptr;
  const host::ContainerUsage* usage = nullptr;
};
std::vector<ContainerStatus> containers_of(const deploy::Inspection& inspection);

/// The newest entry of the journal that did not become healthy; null if every one did.
const deploy::Release* last_failure(const deploy::Journal& journal);

}  // namespace slipway::report
