#include "cli/command.hpp"
#include "cli/screen.hpp"
#include "cli/settings_option.hpp"
#include "deploy/remote/inspect.hpp"

namespace slipway::cli {
namespace {

struct ExecOptions {
  SettingsOption settings;
  std::string service;
  std::vector<std::string> command;
};

Result<ExitCode> run_exec(const ExecOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  if (options.service.empty()) {
    return fail(ExitCode::usage, "the name of a service is missing", {},
                "slipway exec <service> -- <command>…");
  }
  const std::vector<std::string> command =
      options.command.empty() ? std::vector<std::string>{"sh"} : options.command;
  const bool terminal = is_terminal(stdin) && is_terminal(stdout);
  SLIPWAY_TRY_ASSIGN(const int status, deploy::execute(settings, options.service, command, terminal));
  // The status of the command, whatever it is: what our own codes mean does not apply to it.
  return static_cast<ExitCode>(status);
}

Action declare_exec(Arguments& arguments) {
  auto options = std::make_shared<ExecOptions>();
  options->settings.add_to(arguments);
  arguments.word("service", options->service, "The service");
  arguments.words("command", options->command,
                  "The command; put -- before it if it has options (default: sh)");
  arguments.footer("slipway exec web -- ls -l /srv      the exit status is that of the command");
  return [options] { return run_exec(*options); };
}

}  // namespace

const Command exec_command{"exec", "Run a command, or a shell, in a deployed service", declare_exec};

}  // namespace slipway::cli
