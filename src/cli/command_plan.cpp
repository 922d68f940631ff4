#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "cli/up_to_date.hpp"
#include "deploy/plan/known_deployments.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/lineage.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/preset_values.hpp"
#include "report/plan_json.hpp"
#include "report/plan_report.hpp"
#include "util/file.hpp"
#include "util/time.hpp"

namespace slipway::cli {
namespace {

struct PlanOptions {
  SettingsOption settings;
  std::string strategy;
  std::string json_file;
  bool json = false;
  bool dirty = false;
  bool configure = false;
  bool all = false;
};

Result<ExitCode> run_plan(const PlanOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  if (options.configure) {
    // Whether or not a plan can be made, commands find the deployment by its name.
    deploy::remember_deployment(repository, settings);
    deploy::remember_preset(settings);
  } else if (const std::string old = outdated(settings); !old.empty()) {
    say("slipway: careful: " + old);
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Target target,
                     deploy::find_target(repository, settings.application, {.dirty = options.dirty}));
  SLIPWAY_TRY_ASSIGN(const deploy::Journal journal,
                     deploy::load_journal(repository, settings.place.deployment, settings.place.environment));
  deploy::PlanRequest request;
  request.forced = classify::strategy_from(options.strategy);
  SLIPWAY_TRY_ASSIGN(deploy::PlannedRelease planned,
                     make_plan(repository, settings, target, journal, request));
  if (!options.dirty) {
    SLIPWAY_TRY_ASSIGN(planned.plan.left_out, deploy::left_out(repository, target));
  }
  SLIPWAY_TRY_ASSIGN(planned.plan.diverged,
                     deploy::find_divergence(repository, journal, target.commit.commit));
  if (const auto seen =
          deploy::load_last_seen(repository, settings.place.deployment, settings.place.environment)) {
    planned.plan.as_last_seen = deploy::as_last_seen(*seen, seconds_since_epoch());
  }
  std::vector<std::string> depends;
  for (const auto& file : repository.head_files()) {
    depends.push_back(file.native());
  }
  const bool wants_json = options.json || !options.json_file.empty();
  const std::string json = wants_json ? report::plan_json(planned.plan, depends) : std::string{};
  if (!options.json_file.empty()) {
    SLIPWAY_TRY(write_file(options.json_file, json));
  }
  if (options.json) {
    print(json);
  } else if (options.configure && !options.all) {
    print(report::plan_summary(planned.plan));
  } else {
    report::PageStyle style = style_for(stdout);
    style.everything = options.all;
    print(report::plan_text(planned.plan, style));
  }
  return ExitCode::success;
}

Action declare_plan(Arguments& arguments) {
  auto options = std::make_shared<PlanOptions>();
  options->settings.add_to(arguments);
  arguments.choice("--strategy", options->strategy, {"full", "incremental", "cached"},
                   "Plan for this strategy instead of the one the changes ask for");
  arguments.flag("--dirty", options->dirty, "Plan for the working tree as it is instead of HEAD");
  arguments.flag("--all", options->all, "Everything, where it does not fit on a screen");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/plan-json.md)");
  arguments.option("--json-file", options->json_file, "Write the JSON to a file as well");
  arguments.flag("--configure", options->configure,
                 "For the CMake module: print a summary, and note the deployment in this clone");
  return [options] { return run_plan(*options); };
}

}  // namespace

const Command plan_command{
    "plan", "What a deployment would do, and why: from the host's journal as last seen, without the network",
    declare_plan};

}  // namespace slipway::cli
