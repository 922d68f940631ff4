#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/listener.hpp"

namespace slipway::deploy {

/// RECOVER_AT_BOOT: if the host does not match the settings, installs or removes what calls .slipway/recover
/// when the host starts. The directory has to exist. An error is printed, and fails no
/// deployment: the next one tries again.
Result<void> see_to_boot(HostSession& session, const SwitchSettings& switchover, Listener& listener);

}  // namespace slipway::deploy
