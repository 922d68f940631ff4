#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/remote/inspect.hpp"
#include "deploy/run/run_events.hpp"
#include "report/plain_listener.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

struct LogsOptions {
  SettingsOption settings;
  deploy::LogOptions log;
  std::optional<std::uint64_t> run;
};

/// The log of a past run as the run itself was shown, without dates: the log has none.
Result<ExitCode> show_run(const deploy::Settings& settings, const LogsOptions& options) {
  const std::string service = options.log.services.empty() ? std::string{} : options.log.services.front();
  SLIPWAY_TRY_ASSIGN(const deploy::RunLog log, deploy::read_run_log(settings, *options.run, service));
  if (!service.empty()) {
    print_as_is(without_control_sequences(log.text));
    return ExitCode::success;
  }
  report::PlainListener listener([](std::string_view line) { print_as_is(std::string(line) + "\n"); },
                                 [](const classify::Plan&) {}, {}, report::Folding::none, true);
  deploy::RunEvents events(log.nonce, listener);
  events.take(log.text);
  events.take("\n");
  if (events.end()) {
    print(fmt::format("{}{}\n", name_of(events.end()->outcome),
                      events.end()->reason.empty() ? std::string{} : ": " + printable(events.end()->reason)));
  }
  return ExitCode::success;
}

Result<ExitCode> run_logs(const LogsOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  watch_for_interrupts();
  if (options.run) {
    return show_run(settings, options);
  }
  SLIPWAY_TRY_ASSIGN(const int status, deploy::stream_logs(settings, options.log, [](std::string_view piece) {
                       print_as_is(without_control_sequences(piece));
                       return std::fflush(stdout) == 0;
                     }));
  return status == 0 ? ExitCode::success : ExitCode::failure;
}

Action declare_logs(Arguments& arguments) {
  auto options = std::make_shared<LogsOptions>();
  options->settings.add_to(arguments);
  arguments.flag("-f,--follow", options->log.follow, "Keep printing new lines");
  arguments.option("--since", options->log.since, "Only lines since this time: 10m, 2026-01-31T12:00:00");
  arguments.option("--tail", options->log.tail, "How many lines of each service (default: 100), or `all`");
  arguments.number(
      "--run", options->run,
      "Show the log of the run of this release instead; with a service, its log from when the run failed");
  arguments.words("services", options->log.services, "Which services (default: all)");
  return [options] { return run_logs(*options); };
}

}  // namespace

const Command logs_command{"logs", "Show the logs of the deployed services", declare_logs};

}  // namespace slipway::cli
