#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/outcome.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "util/signals.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct Options {
  SettingsOption settings;
  std::string strategy;
  deploy::DeployOptions deploy;
};

Result<ExitCode> run_deploy(Options options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  watch_for_interrupts();
  options.deploy.forced = classify::strategy_from(options.strategy);
  Console console;
  SLIPWAY_TRY_ASSIGN(const deploy::DeployResult result, deploy::deploy(settings, options.deploy, console));
  return report_outcome(settings, result);
}

}  // namespace

void add_deploy(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("deploy", "Bring HEAD onto the host: build, switch, check health, record");
  options->settings.add_to(*command);
  command
      ->add_option("--strategy", options->strategy,
                   "Build with this strategy whatever the changes ask for (full, incremental or cached)")
      ->check(CLI::IsMember({"full", "incremental", "cached"}));
  command->add_flag("--dirty", options->deploy.dirty,
                    "Deploy the working tree as it is; neither HEAD nor the index is touched");
  command->add_flag("--overwrite-drift", options->deploy.overwrite_drift,
                    "Replace files that were edited on the host; a patch of the edits is kept there");
  command->callback([options, &action] { action = [options] { return run_deploy(*options); }; });
}

}  // namespace slipway::cli
