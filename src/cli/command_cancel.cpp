#include "cli/command.hpp"
#include "cli/each_host.hpp"
#include "cli/outcome.hpp"
#include "cli/print.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "report/quiet_listener.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

Result<ExitCode> show_cancelled(const deploy::Settings& settings, const deploy::CancelResult& result);

Result<ExitCode> run_cancel(const SettingsOption& option) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, option.load_whole());
  watch_for_interrupts();
  watch_build_tool();
  if (settings.fleet.any()) {
    return for_each_host<deploy::CancelResult>(
        settings,
        [](const deploy::Settings& host) {
          // What each of several runs says would be mixed up.
          report::QuietListener silence([](std::string_view) {});
          return deploy::cancel(host, silence);
        },
        show_cancelled);
  }
  deploy::CancelResult result;
  SLIPWAY_TRY(RunDisplay{}.follow([&](deploy::Listener& listener) -> Result<deploy::DeployResult> {
    SLIPWAY_TRY_ASSIGN(result, deploy::cancel(settings, listener));
    return result.run;
  }));
  return show_cancelled(settings, result);
}

Result<ExitCode> show_cancelled(const deploy::Settings& settings, const deploy::CancelResult& result) {
  if (!result.was_running) {
    print(fmt::format("no deployment of {} to {} is running: there is nothing to cancel\n",
                      settings.place.deployment,
                      settings.place.of_fleet ? settings.place.shown() : settings.place.environment));
    return ExitCode::success;
  }
  if (result.run.code == ExitCode::cancelled) {
    print(fmt::format("release {} of {}: {}\n", result.run.release, settings.place.deployment,
                      printable(result.run.reason)));
    return ExitCode::success;
  }
  if (result.run.code == ExitCode::success) {
    return fail(ExitCode::refused, fmt::format("release {} could not be cancelled", result.run.release),
                "it was too late: the release is healthy and recorded as deployed",
                "slipway rollback   (goes back)");
  }
  return report_outcome(settings.place, result.run);
}

Action declare_cancel(Arguments& arguments) {
  auto option = std::make_shared<SettingsOption>();
  option->add_to(arguments);
  return [option] { return run_cancel(*option); };
}

}  // namespace

const Command cancel_command{"cancel",
                             "Stop the deployment that is running on the host; what ran before it stays, or "
                             "is put back",
                             declare_cancel};

}  // namespace slipway::cli
