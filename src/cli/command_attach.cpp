#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/outcome.hpp"
#include "cli/settings_option.hpp"
#include "cli/smoke_tests.hpp"
#include "util/signals.hpp"

namespace slipway::cli {
namespace {

Result<ExitCode> run_attach(const SettingsOption& option) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, option.load());
  watch_for_interrupts();
  watch_build_tool();
  Console console;
  const auto smoke_tests = [&settings] { return run_smoke_tests(settings); };
  SLIPWAY_TRY_ASSIGN(const deploy::DeployResult result, deploy::attach(settings, smoke_tests, console));
  return report_outcome(settings, result);
}

Action declare(Arguments& arguments) {
  auto option = std::make_shared<SettingsOption>();
  option->add_to(arguments);
  return [option] { return run_attach(*option); };
}

}  // namespace

const Command attach_command{
    "attach", "Follow the deployment that is running on the host, or tell the last one again", declare};

}  // namespace slipway::cli
