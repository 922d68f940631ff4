#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/remembered_run.hpp"
#include "deploy/run/run_name.hpp"
#include "host/probe.hpp"

#include <optional>
#include <string>

namespace slipway::deploy {

/// A run that was started here is remembered, beside settings.json, until its end has been seen here. If it
/// is still remembered later, its client was interrupted.
void remember_run(const Settings& settings, const RunName& run);
void forget_run(const Settings& settings);

/// One sentence that says how the remembered run ended, or that it still runs, according to the host; nothing
/// if there is none. If the run has ended, that is said once.
std::optional<std::string> news_of_interrupted_run(const Settings& settings, const host::HostState& host);

}  // namespace slipway::deploy
