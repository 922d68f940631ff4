#pragma once

#include "deploy/deployment.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::deploy {

/// When a person's own command runs on the machine that deploys.
enum class HookEvent : std::uint8_t {
  before_deploy,  ///< Everything was checked, nothing was touched.
  after_deploy,   ///< The release is healthy and recorded.
  on_failure,     ///< It did not end like that.
};

/// The variables of a hook. Empty, or 0, if the value is not known yet.
struct HookFacts {
  std::string command = {};  ///< "deploy" or "rollback"
  std::string commit = {};
  std::string subject = {};
  std::string strategy = {};
  std::uint64_t release = 0;
  std::string outcome = {};
  std::string reason = {};
  int exit_code = 0;
  double seconds = 0;
};

/// The variables it finds in its environment (docs/reference/environment.md).
std::vector<std::pair<std::string, std::string>> hook_environment(const Place& place, HookEvent event,
                                                                  const HookFacts& facts);

/// Runs the command that the settings name for the event, if they do; what it prints goes to the listener.
/// Error: it cannot be started, or ended with another status than 0.
Result<void> run_hook(const Settings& settings, HookEvent event, const HookFacts& facts, Listener& listener);

/// Runs `deployment`, and then AFTER_DEPLOY or ON_FAILURE. If one of these fails, that is printed, and
/// changes nothing. If there was nothing to do, none of them runs.
Result<DeployResult> with_hooks(const Settings& settings, HookFacts facts, Listener& listener,
                                const std::function<Result<DeployResult>()>& deployment);

}  // namespace slipway::deploy
