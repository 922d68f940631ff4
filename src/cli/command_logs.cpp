#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/inspect.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <cstdio>

namespace slipway::cli {
namespace {

struct Options {
  SettingsOption settings;
  deploy::LogOptions log;
};

Result<ExitCode> run_logs(const Options& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  watch_for_interrupts();
  SLIPWAY_TRY_ASSIGN(const int status, deploy::stream_logs(settings, options.log, [](std::string_view piece) {
                       print(without_control_sequences(piece));
                       return std::fflush(stdout) == 0;
                     }));
  return status == 0 ? ExitCode::success : ExitCode::failure;
}

Action declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  options->settings.add_to(arguments);
  arguments.flag("-f,--follow", options->log.follow, "Keep printing as they log");
  arguments.option("--since", options->log.since, "Only from then on: 10m, 2026-01-31T12:00:00");
  arguments.option("--tail", options->log.tail, "How many lines of each service (default: 100), or `all`");
  arguments.words("services", options->log.services, "Which services (default: all)");
  return [options] { return run_logs(*options); };
}

}  // namespace

const Command logs_command{"logs", "What the deployed services log", declare};

}  // namespace slipway::cli
