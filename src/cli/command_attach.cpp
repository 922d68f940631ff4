#include "cli/command.hpp"
#include "cli/host_tests.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "util/signals.hpp"

namespace slipway::cli {
namespace {

struct AttachOptions {
  SettingsOption settings;
  RunDisplay display;
};

Result<ExitCode> run_attach(const AttachOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  watch_for_interrupts();
  watch_build_tool();
  return options.display.show(settings.place, [&](deploy::Listener& listener) {
    return deploy::attach(settings, client_tests(settings, listener), listener);
  });
}

Action declare_attach(Arguments& arguments) {
  auto options = std::make_shared<AttachOptions>();
  options->settings.add_to(arguments);
  options->display.add_to(arguments);
  return [options] { return run_attach(*options); };
}

}  // namespace

const Command attach_command{"attach",
                             "Follow the deployment that is running on the host, or show the last one again",
                             declare_attach};

}  // namespace slipway::cli
