#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "cli/up_to_date.hpp"
#include "deploy/deployment.hpp"
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/waves.hpp"
#include "deploy/plan/offline.hpp"
#include "report/fleet_report.hpp"
#include "report/plan_json.hpp"
#include "report/plan_report.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <numeric>

namespace slipway::cli {
namespace {

struct PlanOptions {
  SettingsOption settings;
  std::string strategy;
  std::string json_file;
  std::string out;
  bool json = false;
  bool dirty = false;
  bool no_dirty_check = false;
  bool online = false;
  bool all = false;
};

Result<deploy::OnlinePlan> make_plan(const deploy::Settings& settings, const PlanOptions& options,
                                     const git::Repository& repository) {
  const auto forced = classify::strategy_from(options.strategy);
  if (options.online || !options.out.empty()) {
    deploy::DeployOptions as{
        .forced = forced, .dirty = options.dirty, .dirty_check = !options.no_dirty_check};
    // A person at a terminal is asked by a deployment, and so it is not refused.
    as.allow_diverged = ::isatty(STDIN_FILENO) != 0;
    return deploy::plan_online(settings, as);
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Target target,
                     deploy::find_target(repository, settings.application, {.dirty = options.dirty}));
  deploy::LeftOut left_out(repository, target, !options.no_dirty_check);
  SLIPWAY_TRY_ASSIGN(deploy::PlannedRelease planned,
                     deploy::plan_offline(repository, settings, target, forced));
  SLIPWAY_TRY(left_out.add_to(planned.plan));
  return deploy::OnlinePlan{.planned = std::move(planned)};
}

/// An earlier plan is not to be taken for this one, whatever becomes of it.
Result<void> make_way(const PlanOptions& options, const git::Repository& repository) {
  std::error_code ignored;
  if (options.dirty) {
    const auto file = std::filesystem::weakly_canonical(options.out, ignored);
    const auto top = std::filesystem::weakly_canonical(repository.top(), ignored);
    const std::string below = file.lexically_relative(top).native();
    if (!below.empty() && !below.starts_with("..")) {
      SLIPWAY_TRY_ASSIGN(const Finished found,
                         run(repository.command({"check-ignore", "--quiet", "--", file.native()})));
      if (!found.ok()) {
        return fail(ExitCode::usage,
                    fmt::format("the plan cannot be written to `{}` with --dirty", printable(options.out)),
                    "the file is in the working tree, so it would be part of what is deployed",
                    "write it elsewhere, for example --out ../plan.json, or to a file that git ignores");
      }
    }
  }
  std::filesystem::remove(options.out, ignored);
  return {};
}

/// The plan of each host of a fleet, equal ones together.
Result<ExitCode> run_fleet_plan(const deploy::Settings& settings, const PlanOptions& options) {
  if (!options.out.empty()) {
    return fail(ExitCode::usage, "--out is for one host",
                "an approved plan is carried out on the host it is for",
                fmt::format("add --host {}", shell_quote_if_needed(settings.fleet.hosts.front().name)));
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  const auto forced = classify::strategy_from(options.strategy);
  std::vector<deploy::PlannedHost> hosts;
  if (options.online) {
    deploy::DeployOptions as{.forced = forced, .dirty = options.dirty};
    SLIPWAY_TRY_ASSIGN(hosts, deploy::plan_hosts_online(settings, as));
  } else {
    SLIPWAY_TRY_ASSIGN(const deploy::Target target,
                       deploy::find_target(repository, settings.application, {.dirty = options.dirty}));
    hosts = deploy::plan_hosts(repository, settings, target, forced);
  }
  std::vector<std::string> depends;
  for (const auto& file : repository.head_files()) {
    depends.push_back(file.native());
  }
  const report::FleetName name{settings.place.deployment, settings.place.environment};
  const std::string json = report::fleet_plan_json(name, hosts, depends);
  if (!options.json_file.empty()) {
    SLIPWAY_TRY(write_file(options.json_file, json));
  }
  if (options.json) {
    print_as_is(json);
  } else {
    deploy::HostIndexes all(hosts.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    SLIPWAY_TRY_ASSIGN(const auto waves, deploy::split_into_waves(all, settings.fleet.waves));
    print(report::fleet_plan_text(name, deploy::plans_of(hosts), waves) +
          fmt::format("  of one host: slipway plan --host {}\n",
                      printable(shell_quote_if_needed(settings.fleet.hosts.front().name))));
  }
  for (const deploy::PlannedHost& host : hosts) {
    const bool counts =
        host.refused ||
        (host.error && !(host.error->code == ExitCode::unreachable && settings.fleet.skip_unreachable));
    if (counts) {
      Error error = for_host(host.refused ? *host.refused : *host.error, host.host);
      error.what = fmt::format("{}: {}", printable(host.host), error.what);
      return tl::unexpected(std::move(error));
    }
  }
  return ExitCode::success;
}

Result<ExitCode> run_plan(const PlanOptions& options) {
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, options.settings.load_whole());
  if (!options.out.empty()) {
    settings = deploy::without_choice(std::move(settings));
  }
  if (settings.fleet.any()) {
    if (const std::string old = outdated(settings); !old.empty()) {
      say("slipway: careful: " + old);
    }
    return run_fleet_plan(settings, options);
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  if (const std::string old = outdated(settings); !old.empty()) {
    say("slipway: careful: " + old);
  }
  if (!options.out.empty()) {
    SLIPWAY_TRY(make_way(options, repository));
  }
  SLIPWAY_TRY_ASSIGN(const deploy::OnlinePlan made, make_plan(settings, options, repository));
  const classify::Plan& plan = made.planned.plan;
  std::vector<std::string> depends;
  for (const auto& file : repository.head_files()) {
    depends.push_back(file.native());
  }
  const bool wants_json = options.json || !options.json_file.empty();
  const std::string json = wants_json ? report::plan_json(plan, depends) : std::string{};
  if (!options.json_file.empty()) {
    SLIPWAY_TRY(write_file(options.json_file, json));
  }
  if (options.json) {
    print_as_is(json);
  } else {
    report::PageStyle style = style_for(stdout);
    style.everything = options.all;
    print(report::plan_text(plan, style));
  }
  if (!options.out.empty() && !made.refused) {
    SLIPWAY_TRY(deploy::save_approved_plan(options.out, made.to_approve));
  }
  if (made.refused) {
    if (!options.json) {
      print("\n");
      say("slipway: a deployment would be refused now:");
    }
    return tl::unexpected(*made.refused);
  }
  return ExitCode::success;
}

Action declare_plan(Arguments& arguments) {
  auto options = std::make_shared<PlanOptions>();
  options->settings.add_to(arguments);
  arguments.choice("--strategy", options->strategy, {"full", "incremental", "cached"},
                   "Plan with this strategy instead of the one that the changes need");
  arguments.flag("--dirty", options->dirty, "Plan for the working tree as it is instead of HEAD");
  arguments.flag("--no-dirty-check", options->no_dirty_check,
                 "Do not look for uncommitted changes, which takes long in a large working tree");
  arguments.flag("--all", options->all, "Show everything, even if it does not fit on a screen");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/plan-json.md)");
  arguments.option("--json-file", options->json_file, "Write the JSON to a file as well");
  arguments.flag(
      "--online", options->online,
      "Ask the host too about its containers, files and free space. Fails if a deployment would be refused");
  arguments.option("--out", options->out,
                   "Write the plan to a file, which `slipway deploy --plan` carries out exactly; asks the "
                   "host, as with --online. Writes no file if a deployment would be refused");
  return [options] { return run_plan(*options); };
}

}  // namespace

const Command plan_command{"plan",
                           "Show what a deployment would do, and why; uses the host's journal as last seen, "
                           "with --online the host itself",
                           declare_plan};

}  // namespace slipway::cli
