#include "deploy/hooks.hpp"

#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace slipway::deploy {
namespace {

std::string_view name_of(HookEvent event) {
  switch (event) {
    case HookEvent::before_deploy:
      return "before-deploy";
    case HookEvent::after_deploy:
      return "after-deploy";
    case HookEvent::on_failure:
      break;
  }
  return "on-failure";
}

std::string_view keyword_of(HookEvent event) {
  switch (event) {
    case HookEvent::before_deploy:
      return "BEFORE_DEPLOY";
    case HookEvent::after_deploy:
      return "AFTER_DEPLOY";
    case HookEvent::on_failure:
      break;
  }
  return "ON_FAILURE";
}

const std::vector<std::string>& command_of(const Commands& commands, HookEvent event) {
  switch (event) {
    case HookEvent::before_deploy:
      return commands.before_deploy;
    case HookEvent::after_deploy:
      return commands.after_deploy;
    case HookEvent::on_failure:
      break;
  }
  return commands.on_failure;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> hook_environment(const Place& place, HookEvent event,
                                                                  const HookFacts& facts) {
  const bool ended = event != HookEvent::before_deploy;
  return {{"SLIPWAY_DEPLOYMENT", place.deployment},
          {"SLIPWAY_ENVIRONMENT", place.environment},
          {"SLIPWAY_HOST", place.host},
          {"SLIPWAY_DIRECTORY", place.directory},
          {"SLIPWAY_SSH_CONFIG", place.ssh_config},
          {"SLIPWAY_EVENT", std::string(name_of(event))},
          {"SLIPWAY_COMMAND", facts.command},
          {"SLIPWAY_COMMIT", facts.commit},
          {"SLIPWAY_SUBJECT", facts.subject},
          {"SLIPWAY_STRATEGY", facts.strategy},
          {"SLIPWAY_RELEASE", facts.release == 0 ? std::string{} : std::to_string(facts.release)},
          {"SLIPWAY_OUTCOME", facts.outcome},
          {"SLIPWAY_REASON", facts.reason},
          {"SLIPWAY_EXIT_CODE", ended ? std::to_string(facts.exit_code) : std::string{}},
          {"SLIPWAY_SECONDS", ended ? fmt::format("{:.1f}", facts.seconds) : std::string{}}};
}

Result<void> run_hook(const Settings& settings, HookEvent event, const HookFacts& facts, Listener& listener) {
  const std::vector<std::string>& words = command_of(settings.commands, event);
  if (words.empty()) {
    return {};
  }
  // Only the program: what follows it may be nobody else's business.
  listener.note(fmt::format("running {}: {}", keyword_of(event), printable(words.front())));
  Command command{words};
  command.environment = hook_environment(settings.place, event, facts);
  command.directory = settings.application.source_directory.native();
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {}));
  LineSplitter out;
  LineSplitter err;
  const auto show = [&](std::string_view line) { listener.hook_output(line); };
  child.pump([&](Child::Source source, std::string_view piece) {
    (source == Child::Source::out ? out : err).add(piece, show);
    return true;
  });
  out.finish(show);
  err.finish(show);
  const int status = child.wait().value_or(0);
  if (status != 0) {
    return fail(ExitCode::refused,
                fmt::format("the command of {} failed{}", keyword_of(event),
                            event == HookEvent::before_deploy ? "; nothing was changed on the host" : ""),
                fmt::format("`{}` exited with status {}", printable(words.front()), status),
                event == HookEvent::before_deploy
                    ? "correct what it says above, and run the same command again"
                    : "correct what it says above");
  }
  return {};
}

Result<DeployResult> with_hooks(const Settings& settings, HookFacts facts, Listener& listener,
                                const std::function<Result<DeployResult>()>& deployment) {
  const auto started = std::chrono::steady_clock::now();
  Result<DeployResult> result = deployment();
  if (result && result->nothing_to_do) {
    return result;
  }
  facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  facts.exit_code = static_cast<int>(result ? result->code : result.error().code);
  if (result) {
    facts.release = result->release;
    facts.outcome = result->outcome ? name_of(*result->outcome) : std::string_view{};
    facts.reason = result->reason;
    facts.strategy = result->strategy;
  } else {
    facts.reason = summary(result.error());
  }
  const HookEvent event = facts.exit_code == 0 ? HookEvent::after_deploy : HookEvent::on_failure;
  if (const auto done = run_hook(settings, event, facts, listener); !done) {
    listener.note(fmt::format("{} failed: {}; that does not change the outcome of the deployment",
                              keyword_of(event), cause_of(done.error())));
  }
  return result;
}

}  // namespace slipway::deploy
