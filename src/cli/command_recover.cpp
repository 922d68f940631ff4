#include "cli/command.hpp"
#include "cli/outcome.hpp"
#include "cli/print.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "cli/wait_option.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct RecoverOptions {
  SettingsOption settings;
  WaitOption wait;
};

/// What runs now, where that is what it was for.
std::string recovered_text(const deploy::DeployResult& run) {
  switch (run.outcome.value_or(deploy::RunOutcome::unknown)) {
    case deploy::RunOutcome::deployed:
      return "is deployed, and the rest of its run is done";
    case deploy::RunOutcome::withdrawn:
      return "was undone and removed; nothing ran before it";
    case deploy::RunOutcome::interrupted:
      return "had switched nothing; what ran before still runs";
    default:
      return fmt::format(
          "was undone; {} runs again, and is healthy",
          run.before ? fmt::format("release {}", *run.before) : std::string("what ran before it"));
  }
}

Result<ExitCode> run_recover(const RecoverOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const deploy::Wait wait, options.wait.value());
  watch_for_interrupts();
  watch_build_tool();
  deploy::RecoverResult result;
  SLIPWAY_TRY(RunDisplay{}.follow([&](deploy::Listener& listener) -> Result<deploy::DeployResult> {
    SLIPWAY_TRY_ASSIGN(result, deploy::recover(settings, wait, listener));
    return result.run;
  }));
  if (!result.was_needed) {
    print(fmt::format("nothing of {} on {} was interrupted: there is nothing to recover\n",
                      settings.place.deployment, settings.place.environment));
    return ExitCode::success;
  }
  if (result.run.code != ExitCode::success && result.run.code != ExitCode::restored &&
      result.run.outcome != deploy::RunOutcome::interrupted) {
    return report_outcome(settings.place, result.run);
  }
  print(fmt::format("release {} of {} {}\n", result.run.release, settings.place.deployment,
                    recovered_text(result.run)));
  if (result.run.probation > 0) {
    print(fmt::format("the host watches it for another {} s\n", result.run.probation));
  }
  return ExitCode::success;
}

Action declare_recover(Arguments& arguments) {
  auto options = std::make_shared<RecoverOptions>();
  options->settings.add_to(arguments);
  options->wait.add_to(arguments);
  return [options] { return run_recover(*options); };
}

}  // namespace

const Command recover_command{"recover", "Finish or undo a deployment that was interrupted on the host",
                              declare_recover};

}  // namespace slipway::cli
