#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/host_test.hpp"
#include "util/process.hpp"

#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace slipway::cli {
namespace {

constexpr int status_not_started = 125;

struct RunTestOptions {
  SettingsOption settings;
  std::vector<std::string> command;
  bool ctest = false;
};

/// The exit status of the program, or nothing if the host could not start it and has said why.
Result<std::optional<int>> status_of_test(RunTestOptions options) {
  if (options.settings.host.empty()) {
    options.settings.host = environment_variable(deploy::test_host_variable);
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  if (options.command.empty()) {
    return fail(ExitCode::usage, "the test program is missing", {},
                "slipway run-test -- <program> <argument>…");
  }
  if (!settings.commands.host_tests.any()) {
    return fail(ExitCode::usage, "the deployment has no tests that run on its host", {},
                "add slipway_run_tests_in() to the project, and configure again");
  }
  deploy::HostTest test{.command = options.command,
                        .working_directory = std::filesystem::current_path(),
                        .run_directory = std::string(environment_variable(deploy::test_run_variable))};
  test.command.front() = std::filesystem::absolute(test.command.front()).lexically_normal().native();
  return deploy::run_host_test(settings, test);
}

Result<ExitCode> run_run_test(const RunTestOptions& options) {
  const auto status = status_of_test(options);
  if (status && *status) {
    // The status of the program, whatever it is: what our own codes mean does not apply to it.
    return static_cast<ExitCode>(**status);
  }
  if (!options.ctest) {
    return status ? static_cast<ExitCode>(status_not_started)
                  : Result<ExitCode>(tl::unexpected(status.error()));
  }
  // CTest takes any exit status for that of the test, and one with WILL_FAIL would pass. A signal never does.
  if (!status) {
    print_error(status.error());
  }
  constexpr rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::abort();
}

Action declare_run_test(Arguments& arguments) {
  auto options = std::make_shared<RunTestOptions>();
  options->settings.add_to(arguments);
  arguments.flag("--ctest", options->ctest,
                 "End with SIGABRT if the program did not run to its end: then CTest counts the test as "
                 "failed, whatever its WILL_FAIL and SKIP_RETURN_CODE say");
  arguments.words("command", options->command,
                  "The test program of this build, and its arguments; put -- before it");
  arguments.footer(
      "CTest calls it for the targets of slipway_run_tests_in(). The exit status is that of the program, or "
      "125 if the host could not start it.");
  return [options] { return run_run_test(*options); };
}

}  // namespace

const Command run_test_command{
    "run-test", "Run a test program of this build on the host, in the service's image", declare_run_test};

}  // namespace slipway::cli
