#include "cli/command.hpp"
#include "cli/fleet_deploy.hpp"
#include "cli/host_tests.hpp"
#include "cli/print.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "cli/smoke_tests.hpp"
#include "cli/up_to_date.hpp"
#include "cli/wait_option.hpp"
#include "deploy/remote/drift.hpp"
#include "deploy/remote/host_session.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <string>

namespace slipway::cli {
namespace {

struct DeployOptions {
  SettingsOption settings;
  RunDisplay display;
  FleetOption fleet;
  std::string strategy;
  std::string plan;
  WaitOption wait;
  std::string label;
  deploy::DeployOptions deploy;
  bool adopt_drift = false;
  bool no_dirty_check = false;
  bool built = false;
};

/// `--adopt-drift`: the edits on the host become a branch here. That is all that is done.
Result<ExitCode> adopt_drift(const deploy::Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const auto adopted, deploy::adopt_edits(settings));
  if (!adopted) {
    print("no file of the release was edited on the host\n");
    return ExitCode::success;
  }
  print(fmt::format("the edits on the host are commit {} on the new branch {}\n",
                    adopted->commit.substr(0, 12), adopted->branch));
  say(
      fmt::format("         look at them: git diff {} {}\n"
                  "         keep them:    git merge {}, then deploy\n"
                  "         drop them:    slipway deploy --overwrite-drift",
                  adopted->base.substr(0, 12), adopted->branch, adopted->branch));
  return ExitCode::success;
}

bool taking_back_is_meant() {
  say("Deploy, and take back what the host runs? [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

Result<ExitCode> run_deploy(DeployOptions options) {
  if (!options.label.empty()) {
    label_lines(options.label);
    // Lines of others come in between: nothing can be drawn over.
    options.display.plain = true;
  }
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, options.settings.load_whole());
  if (options.adopt_drift || !options.plan.empty()) {
    settings = deploy::without_choice(std::move(settings));
  }
  if (!settings.fleet.any()) {
    SLIPWAY_TRY(options.fleet.check_unused(settings));
  } else if (options.adopt_drift || !options.plan.empty()) {
    return fail(ExitCode::usage,
                fmt::format("{} is for one host", options.adopt_drift ? "--adopt-drift" : "--plan"),
                fmt::format("the deployment has {}", count_of(settings.fleet.hosts.size(), "host")),
                fmt::format("add --host {}", shell_quote_if_needed(settings.fleet.hosts.front().name)));
  }
  if (options.adopt_drift && options.deploy.overwrite_drift) {
    return fail(ExitCode::usage, "--adopt-drift and --overwrite-drift exclude each other", {},
                "leave one of them out");
  }
  SLIPWAY_TRY_ASSIGN(options.deploy.wait, options.wait.value());
  watch_for_interrupts();
  watch_build_tool();
  if (options.adopt_drift) {
    return adopt_drift(settings);
  }
  if (!settings.fleet.any() && !settings.application.artifacts.any()) {
    // A login takes as long as CMake, and neither waits for the other.
    host::ssh_network().log_in_ahead(deploy::destination_of(settings));
  }
  SLIPWAY_TRY_ASSIGN(settings, bring_up_to_date(std::move(settings), options.built));
  SLIPWAY_TRY(check_confirmation(settings));
  if (::isatty(STDIN_FILENO) != 0 && !options.display.json) {
    options.deploy.ask = taking_back_is_meant;
  }
  options.deploy.forced = classify::strategy_from(options.strategy);
  options.deploy.dirty_check = !options.no_dirty_check;
  deploy::ApprovedPlan approved;
  if (!options.plan.empty()) {
    if (options.deploy.forced || options.deploy.dirty) {
      return fail(ExitCode::usage, "--plan cannot be combined with --strategy or --dirty",
                  "an approved plan has its own strategy and content",
                  "give --strategy or --dirty to `slipway plan --out`, and leave them out here");
    }
    SLIPWAY_TRY_ASSIGN(approved, deploy::load_approved_plan(options.plan));
    options.deploy.approved = &approved;
    options.deploy.forced = approved.forced;
    options.deploy.dirty = approved.dirty;
  }
  if (options.built && options.deploy.dirty && settings.application.artifacts.any()) {
    return fail(ExitCode::usage, "--built and --dirty do not go together for a deployment with artifacts",
                "what was collected need not be what the working tree makes",
                "leave --built out: the artifacts are built first");
  }
  if (settings.fleet.any()) {
    // Nobody can be asked about each of several hosts.
    options.deploy.ask = {};
    return deploy_fleet(settings, options.fleet, std::move(options.deploy), options.display);
  }
  return options.display.show(settings.place, [&](deploy::Listener& listener) {
    options.deploy.tests = client_tests(settings, listener);
    return deploy::deploy(settings, options.deploy, listener);
  });
}

Action declare_deploy(Arguments& arguments) {
  auto options = std::make_shared<DeployOptions>();
  options->settings.add_to(arguments);
  options->display.add_to(arguments);
  arguments.choice("--strategy", options->strategy, {"full", "incremental", "cached"},
                   "Build with this strategy, whatever the changes need (full, incremental or cached)");
  arguments.flag("--dirty", options->deploy.dirty,
                 "Deploy the working tree as it is; HEAD and the index stay the same");
  arguments.flag("--no-dirty-check", options->no_dirty_check,
                 "Do not look for uncommitted changes, which takes long in a large working tree");
  arguments.flag("--overwrite-drift", options->deploy.overwrite_drift,
                 "Replace files that were edited on the host; the journal there keeps the edits");
  arguments.flag("--adopt-drift", options->adopt_drift,
                 "Make a branch here from the edits on the host, and deploy nothing");
  arguments.flag(
      "--adopt-project", options->deploy.adopt_project,
      "Take over a compose project of the same name that was started from another directory on the host");
  arguments.flag("--yes", options->deploy.allow_diverged,
                 "Deploy without a question if the host runs commits that HEAD does not contain");
  arguments.option("--plan", options->plan,
                   "Carry out exactly the plan that `slipway plan --out` wrote to this file; refuse if "
                   "something has changed since");
  options->fleet.add_to(arguments);
  options->wait.add_to(arguments);
  arguments.flag("--built", options->built,
                 "For the targets: the configuration, and what DEPENDS names, are up to date");
  arguments.option("--label", options->label,
                   "Start every line of output with this text, for deployments that run side by side");
  return [options] { return run_deploy(*options); };
}

}  // namespace

const Command deploy_command{"deploy", "Deploy HEAD to the host: build, switch, check health, record",
                             declare_deploy};

}  // namespace slipway::cli
