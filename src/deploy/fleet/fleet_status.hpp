#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/remote/inspect.hpp"
#include "host/connection.hpp"
#include "util/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What is known of one host of a fleet: what it says now, or what it said last.
struct HostStatus {
  std::string host;
  std::optional<Inspection> now = {};
  std::optional<Error> error = {};      ///< Why it did not say anything now.
  std::optional<LastSeen> seen = {};    ///< When it was looked at last, before this.
  std::optional<Release> release = {};  ///< The last healthy release: of now, or as last seen.
  /// How many commits HEAD has that its release lacks; 0 if there is nothing to deploy. Nothing if that
  /// cannot be said: nothing is deployed, or the clone does not have the commit.
  std::optional<std::uint64_t> behind = {};
  std::string same_machine_as = {};  ///< An earlier name of the same machine; empty if there is none.
  bool up_to_date = false;           ///< A deployment of HEAD would have nothing to do, as far as is known.
};

/// Looks at all hosts side by side. A host that cannot be connected to within `within`, or is silent for
/// three times as long after that, is one that does not answer; so this takes little longer than that,
/// however many there are of those. Error: the repository cannot be read.
Result<std::vector<HostStatus>> look_at_fleet(const Settings& settings, std::chrono::seconds within,
                                              host::Network& network = host::ssh_network());

/// How a host fares, the worst first.
enum class Condition : std::uint8_t { broken, silent, empty, unsettled, drifted, behind, well };
Condition condition_of(const HostStatus& status);
/// "behind"
std::string_view name_of(Condition condition);

/// What is wrong with its services, or that they are well: "healthy", "web is unhealthy".
std::string health_of(const host::HostState& host);

}  // namespace slipway::deploy
