#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/listener.hpp"

namespace slipway::deploy {

/// RECOVER_AT_BOOT: installs on the host what calls .slipway/recover when it starts, or removes it, where
/// that is not as the settings say. The directory has to be there. What fails is said, and fails no
/// deployment: it is tried again by the next one.
Result<void> see_to_boot(HostSession& session, const SwitchSettings& switchover, Listener& listener);

}  // namespace slipway::deploy
