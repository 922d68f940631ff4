#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/screen.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "deploy/fleet/fleet_status.hpp"
#include "deploy/remote/inspect.hpp"
#include "report/fleet_status.hpp"
#include "report/status_report.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {
namespace {

struct StatusOptions {
  SettingsOption settings;
  bool json = false;
};

/// Somebody waits for the table: a host that lets nobody connect within this time is off.
constexpr std::chrono::seconds fleet_patience{4};

Result<ExitCode> run_fleet_status(const deploy::Settings& settings, const StatusOptions& options) {
  SLIPWAY_TRY_ASSIGN(const auto hosts, deploy::look_at_fleet(settings, fleet_patience));
  const report::FleetName name{settings.place.deployment, settings.place.environment};
  if (options.json) {
    print_as_is(report::fleet_status_json(name, hosts));
  } else {
    print(report::fleet_status_text(name, hosts, seconds_since_epoch(), terminal_columns(stdout)));
  }
  const bool any = std::any_of(hosts.begin(), hosts.end(),
                               [](const deploy::HostStatus& host) { return host.now.has_value(); });
  // Each host that does not answer has its line. That none does is most likely this machine's trouble.
  if (!any) {
    Error error = *hosts.front().error;
    error.what = fmt::format("none of the {} answers", count_of(hosts.size(), "host"));
    return tl::unexpected(std::move(error));
  }
  return ExitCode::success;
}

Result<ExitCode> run_status(const StatusOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load_whole());
  if (settings.fleet.any()) {
    return run_fleet_status(settings, options);
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Inspection inspection, deploy::inspect(settings));
  print(options.json ? report::status_json(inspection)
                     : report::status_text(inspection, seconds_since_epoch(), style_for(stdout).width));
  return ExitCode::success;
}

Action declare_status(Arguments& arguments) {
  auto options = std::make_shared<StatusOptions>();
  options->settings.add_to(arguments);
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/status-json.md)");
  return [options] { return run_status(*options); };
}

}  // namespace

const Command status_command{
    "status", "Show what runs on the host, if it is healthy, and if this checkout is ahead", declare_status};

}  // namespace slipway::cli
