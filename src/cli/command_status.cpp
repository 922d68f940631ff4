#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "deploy/remote/inspect.hpp"
#include "report/status_report.hpp"
#include "util/time.hpp"

namespace slipway::cli {
namespace {

struct StatusOptions {
  SettingsOption settings;
  bool json = false;
};

Result<ExitCode> run_status(const StatusOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
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
