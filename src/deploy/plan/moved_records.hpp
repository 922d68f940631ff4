#pragma once

#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"

namespace slipway::deploy {

/// A deployment that had one host (HOST) may get several (HOSTS), or the other way round. What this clone
/// knows of a host that stays then goes to the host's new Place::record(). A record that is there already is
/// left as it is. If nothing can be written, no command fails: the next look at the host finds it all again.
void move_records(const git::Repository& repository, const Settings& settings);

}  // namespace slipway::deploy
