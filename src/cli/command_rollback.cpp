#include "cli/command.hpp"
#include "cli/fleet_deploy.hpp"
#include "cli/fleet_display.hpp"
#include "cli/print.hpp"
#include "cli/run_display.hpp"
#include "cli/settings_option.hpp"
#include "cli/wait_option.hpp"
#include "deploy/fleet/fleet_status.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "deploy/fleet/verdict.hpp"
#include "util/columns.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

namespace slipway::cli {
namespace {

struct RollbackOptions {
  SettingsOption settings;
  RunDisplay display;
  std::optional<std::uint64_t> release;
  bool runs_jobs = false;
  WaitOption wait;
};

/// As for `slipway status`.
constexpr std::chrono::seconds look_patience{4};

/// After a roll-out that stopped, some hosts have the new release and some do not. If all of them went back
/// by one, the latter would go back too far. Returns what each host runs.
Result<std::vector<deploy::HostStatus>> check_same_release(const deploy::Settings& settings) {
  SLIPWAY_TRY_ASSIGN(auto looks, deploy::look_at_fleet(settings, look_patience));
  struct Group {
    const deploy::Release* release;
    std::vector<std::string> hosts;
  };
  std::map<std::string, Group> groups;
  for (const deploy::HostStatus& look : looks) {
    // Of a host that does not answer in time, what it was seen with last.
    if (look.release) {
      Group& group = groups.emplace(look.release->tree, Group{&*look.release, {}}).first->second;
      group.hosts.push_back(printable(look.host));
      if (group.release->finished < look.release->finished) {
        group.release = &*look.release;
      }
    }
  }
  if (groups.size() < 2) {
    return looks;
  }
  std::string because = "each would go back from its own:";
  const Group* newest = nullptr;
  for (const auto& [tree, group] : groups) {
    because += fmt::format("\n{}: {} {}", join(group.hosts, ", "), group.release->source_commit.substr(0, 12),
                           subject_text(group.release->source_subject));
    if (newest == nullptr || newest->release->finished < group.release->finished) {
      newest = &group;
    }
  }
  std::string fix;
  for (const std::string& host : newest->hosts) {
    fix += fmt::format("slipway rollback --host {}\n", shell_quote_if_needed(host));
  }
  return fail(ExitCode::refused, "the hosts run different releases; nothing was touched", because,
              fix + "slipway deploy   (brings the same release to all of them)");
}

/// Who went back to what, a line for each release: "<before>release 3: one, two".
std::string gone_back_text(std::string_view before, const std::vector<deploy::HostVerdict>& verdicts) {
  std::map<std::uint64_t, std::vector<std::string>> hosts;
  for (const deploy::HostVerdict& verdict : verdicts) {
    if (verdict.result && verdict.result->restores && deploy::is_green(verdict.outcome)) {
      hosts[*verdict.result->restores].push_back(printable(verdict.host));
    }
  }
  std::string text;
  for (const auto& [release, names] : hosts) {
    text += fmt::format("{}release {}: {}\n", before, release, join(names, ", "));
  }
  return text;
}

/// Each host goes back to the release before its own.
Result<ExitCode> rollback_fleet(const deploy::Settings& settings, const RollbackOptions& options,
                                deploy::Wait wait) {
  if (options.release) {
    return fail(
        ExitCode::usage, "the number of a release is of one host", "each host counts its own releases",
        fmt::format("add --host {}, or leave the number out   (each host goes back to the release before)",
                    shell_quote_if_needed(settings.fleet.hosts.front().name)));
  }
  SLIPWAY_TRY_ASSIGN(const auto looks, check_same_release(settings));
  const std::vector<deploy::Settings> hosts = deploy::settings_of_hosts(settings);
  std::vector<deploy::HostVerdict> verdicts(hosts.size());
  std::vector<std::string> names;
  deploy::HostIndexes all;
  for (const deploy::Settings& host : hosts) {
    all.push_back(names.size());
    names.push_back(host.place.host);
  }
  const auto display =
      make_fleet_display(options.display, {settings.place.deployment, settings.place.environment}, names, {});
  deploy::RolloutResult result;
  result.waves = 1;
  display->wave(1, 1, all);
  deploy::side_by_side(hosts.size(), settings.fleet.parallel, [&](std::size_t i) {
    verdicts[i].host = names[i];
    verdicts[i].wave = 1;
    if (looks[i].release) {
      verdicts[i].before = looks[i].release->number;
    }
    if (!interrupted()) {
      verdicts[i] = deploy::verdict_of(
          std::move(verdicts[i]), deploy::rollback(hosts[i], {}, options.runs_jobs, wait, display->host(i)));
      display->verdict(i, verdicts[i]);
    }
  });
  result.verdicts = std::move(verdicts);
  const auto failed = std::count_if(result.verdicts.begin(), result.verdicts.end(),
                                    [](const auto& verdict) { return !deploy::is_green(verdict.outcome); });
  result.stopped_in = failed > 0 ? 1 : 0;
  const ExitCode code = failed > 0 ? ExitCode::stopped : ExitCode::success;
  display->end(result, code);
  if (failed > 0) {
    print_errors_of_hosts(result, hosts);
    std::string fix;
    for (const deploy::HostVerdict& verdict : result.verdicts) {
      if (!deploy::is_green(verdict.outcome)) {
        fix += fmt::format("slipway rollback --host {}\n", printable(shell_quote_if_needed(verdict.host)));
      }
    }
    // The others have gone back: going back everywhere would take these one release further.
    return fail(
        code, fmt::format("{} of {} did not go back", failed, count_of(hosts.size(), "host")),
        deploy::others_text(result.verdicts) + "\n" + gone_back_text("went back to ", result.verdicts), fix);
  }
  if (!options.display.json && !options.display.quiet) {
    print(fmt::format("{} went back\n{}", count_of(hosts.size(), "host"),
                      gone_back_text("  to ", result.verdicts)));
  }
  return code;
}

Result<ExitCode> run_rollback(const RollbackOptions& options) {
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, options.settings.load_whole());
  if (options.release) {
    settings = deploy::without_choice(std::move(settings));
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Wait wait, options.wait.value());
  watch_for_interrupts();
  watch_build_tool();
  if (settings.fleet.any()) {
    return rollback_fleet(settings, options, wait);
  }
  return options.display.show(settings.place, [&](deploy::Listener& listener) {
    return deploy::rollback(settings, options.release, options.runs_jobs, wait, listener);
  });
}

Action declare_rollback(Arguments& arguments) {
  auto options = std::make_shared<RollbackOptions>();
  options->settings.add_to(arguments);
  options->display.add_to(arguments);
  arguments.number("release", options->release,
                   "Its number (default: the nearest healthy release that differs from the deployed one)");
  arguments.flag("--run-jobs", options->runs_jobs,
                 "Run the jobs of BEFORE_SWITCH as well, those of the release that is put back");
  options->wait.add_to(arguments);
  return [options] { return run_rollback(*options); };
}

}  // namespace

const Command rollback_command{
    "rollback", "Put an earlier healthy release back, with its files and images; nothing is built",
    declare_rollback};

}  // namespace slipway::cli
