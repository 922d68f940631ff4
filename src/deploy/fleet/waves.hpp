#pragma once

#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace slipway::deploy {

/// Hosts by their place in FleetSettings::hosts.
using HostIndexes = std::vector<std::size_t>;

/// Which hosts of a fleet a command is for, and which comes first.
struct Selection {
  std::vector<std::string> only;  ///< Names of hosts or tags; empty: all.
  std::string first;              ///< Empty: as the project has them.
};

/// The chosen hosts in the order of the project, `first` ahead of them. Error: a name is neither a host nor a
/// tag, or `first` is not among the chosen.
Result<HostIndexes> select_hosts(const FleetSettings& fleet, const Selection& selection);

/// Cuts `hosts` into waves of the sizes of WAVES, in order: a number of hosts, or a part of all of `hosts` in
/// percent, rounded up. The last size is repeated. No wave is empty. Error: a text is no size.
Result<std::vector<HostIndexes>> split_into_waves(const HostIndexes& hosts,
                                                  const std::vector<std::string>& sizes);

}  // namespace slipway::deploy
