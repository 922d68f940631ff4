#include "cli/command.hpp"
#include "cli/each_host.hpp"
#include "cli/screen.hpp"
#include "cli/settings_option.hpp"
#include "deploy/remote/inspect.hpp"

namespace slipway::cli {
namespace {

struct ExecOptions {
  SettingsOption settings;
  std::string service;
  std::vector<std::string> command;
  bool all = false;
};

Result<ExitCode> run_exec(const ExecOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings,
                     options.all ? options.settings.load_whole() : options.settings.load());
  if (options.service.empty()) {
    return fail(ExitCode::usage, "the name of a service is missing", {},
                "slipway exec <service> -- <command>…");
  }
  const std::vector<std::string> command =
      options.command.empty() ? std::vector<std::string>{"sh"} : options.command;
  if (options.all) {
    // One after the other, because the output is the command's, and goes to our own streams.
    ExitCode first = ExitCode::success;
    for (const deploy::Settings& host : deploy::settings_of_hosts(settings)) {
      print_host_heading_on_both(host);
      const auto status = deploy::execute(host, options.service, command, false);
      const ExitCode code =
          status ? static_cast<ExitCode>(*status) : print_error_of_host(host, status.error());
      first = first == ExitCode::success ? code : first;
    }
    return first;
  }
  const bool terminal = is_terminal(stdin) && is_terminal(stdout);
  SLIPWAY_TRY_ASSIGN(const int status, deploy::execute(settings, options.service, command, terminal));
  // The status of the command, whatever it is: what our own codes mean does not apply to it.
  return static_cast<ExitCode>(status);
}

Action declare_exec(Arguments& arguments) {
  auto options = std::make_shared<ExecOptions>();
  options->settings.add_to(arguments);
  arguments.flag(
      "--all", options->all,
      "On each host of the deployment, one after the other; the exit status is the first that is not 0");
  arguments.word("service", options->service, "The service");
  arguments.words("command", options->command,
                  "The command; put -- before it if it has options (default: sh)");
  arguments.footer("slipway exec web -- ls -l /srv      the exit status is that of the command");
  return [options] { return run_exec(*options); };
}

}  // namespace

const Command exec_command{"exec", "Run a command, or a shell, in a deployed service", declare_exec};

}  // namespace slipway::cli
