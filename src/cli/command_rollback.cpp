#include "cli/command.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "cli/wait_option.hpp"
#include "util/signals.hpp"

#include <optional>

namespace slipway::cli {
namespace {

struct RollbackOptions {
  SettingsOption settings;
  RunDisplay display;
  std::optional<std::uint64_t> release;
  bool runs_jobs = false;
  WaitOption wait;
};

Result<ExitCode> run_rollback(const RollbackOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const deploy::Wait wait, options.wait.value());
  watch_for_interrupts();
  watch_build_tool();
  return options.display.show(settings.place, [&](deploy::Listener& listener) {
    return deploy::rollback(settings, options.release, options.runs_jobs, wait, listener);
  });
}

Action declare_rollback(Arguments& arguments) {
  auto options = std::make_shared<RollbackOptions>();
  options->settings.add_to(arguments);
  options->display.add_to(arguments);
  arguments.number("release", options->release,
                   "Its number (default: the nearest healthy release that differs from the deployed one)");
  arguments.flag("--run-jobs", options->runs_jobs,
                 "Run the jobs of BEFORE_SWITCH as well, those of the release that is put back");
  options->wait.add_to(arguments);
  return [options] { return run_rollback(*options); };
}

}  // namespace

const Command rollback_command{
    "rollback", "Put an earlier healthy release back, with its files and images; nothing is built",
    declare_rollback};

}  // namespace slipway::cli
