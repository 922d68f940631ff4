#include "cli/command.hpp"
#include "cli/fleet_deploy.hpp"
#include "cli/host_tests.hpp"
#include "cli/print.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "cli/smoke_tests.hpp"
#include "cli/up_to_date.hpp"
#include "cli/wait_option.hpp"
#include "util/process.hpp"
#include "util/signals.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct ShipOptions {
  SettingsOption settings;
  RunDisplay display;
  std::string message;
  std::string strategy;
  bool all = false;
  WaitOption wait;
  deploy::DeployOptions deploy;
};

/// Commits what is staged or tracked, and with `all` also the rest that git does not ignore.
Result<void> commit(const git::Repository& repository, const ShipOptions& options) {
  if (options.all) {
    SLIPWAY_TRY(run_checked(repository.command({"add", "--all"}), "add the changes to the commit"));
  }
  SLIPWAY_TRY_ASSIGN(const Finished staged, run(repository.command({"diff", "--cached", "--quiet"})));
  SLIPWAY_TRY_ASSIGN(const Finished tracked, run(repository.command({"diff", "--quiet"})));
  if (staged.ok() && tracked.ok()) {
    say("slipway: nothing to commit; deploying HEAD");
    return {};
  }
  SLIPWAY_TRY(run_checked(repository.command({"commit", "--quiet", "--all", "--message=" + options.message}),
                          "commit the changes"));
  return {};
}

Result<ExitCode> check_smoke_tests(const deploy::Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const bool works, run_smoke_tests(settings, nullptr));
  if (works) {
    return ExitCode::success;
  }
  return fail(ExitCode::smoke_failed, "a smoke test failed",
              "the release is deployed and healthy, but the test did not pass",
              fmt::format("slipway rollback --deployment {} --environment {}   (goes back)",
                          settings.place.deployment, settings.place.environment));
}

Result<ExitCode> run_ship(ShipOptions options) {
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, options.settings.load_whole());
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  if (options.all && options.message.empty()) {
    return fail(ExitCode::usage, "--all needs a message for the commit that it makes", {},
                "slipway ship --all \"what changed\"");
  }
  if (!options.message.empty()) {
    SLIPWAY_TRY(commit(repository, options));
  }
  watch_for_interrupts();
  watch_build_tool();
  // After the commit, which moves HEAD and with it the plan.
  SLIPWAY_TRY_ASSIGN(settings, bring_up_to_date(std::move(settings), false));
  SLIPWAY_TRY(check_confirmation(settings));
  SLIPWAY_TRY_ASSIGN(options.deploy.wait, options.wait.value());
  options.deploy.forced = classify::strategy_from(options.strategy);
  if (settings.fleet.any()) {
    // Smoke tests are part of what a wave has to show.
    return deploy_fleet(settings, {}, std::move(options.deploy), options.display);
  }
  bool confirmed = false;
  SLIPWAY_TRY_ASSIGN(
      const ExitCode code, options.display.show(settings.place, [&](deploy::Listener& listener) {
        options.deploy.tests = client_tests(settings, listener);
        Result<deploy::DeployResult> result = deploy::deploy(settings, options.deploy, listener);
        confirmed = result && result->confirmed;
        return result;
      }));
  return code == ExitCode::success && !confirmed ? check_smoke_tests(settings) : Result<ExitCode>(code);
}

Action declare_ship(Arguments& arguments) {
  auto options = std::make_shared<ShipOptions>();
  options->settings.add_to(arguments);
  options->display.add_to(arguments);
  arguments.word("message", options->message,
                 "Commit what is staged or tracked, with this message (default: commit nothing)");
  arguments.flag("--all", options->all, "Commit untracked files as well");
  arguments.choice("--strategy", options->strategy, {"full", "incremental", "cached"}, "As for `deploy`");
  arguments.flag("--overwrite-drift", options->deploy.overwrite_drift, "As for `deploy`");
  options->wait.add_to(arguments);
  return [options] { return run_ship(*options); };
}

}  // namespace

const Command ship_command{"ship", "Commit (with a message), deploy, and run the smoke tests", declare_ship};

}  // namespace slipway::cli
