#include "cli/fleet_deploy.hpp"

#include "cli/fleet_display.hpp"
#include "cli/host_tests.hpp"
#include "cli/outcome.hpp"
#include "cli/print.hpp"
#include "deploy/fleet/host_work.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/offline.hpp"
#include "report/fleet_report.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace slipway::cli {
namespace {

using deploy::HostIndexes;
using deploy::HostVerdict;

/// More errors than these hide the others: the rest are alike.
constexpr std::size_t most_errors = 5;

/// The error of a host, with its name in the text and in the commands of its fix.
std::optional<Error> error_of(const deploy::Settings& settings, const HostVerdict& verdict) {
  std::optional<Error> error;
  if (verdict.outcome == deploy::HostOutcome::smoke_failed ||
      verdict.outcome == deploy::HostOutcome::unsteady) {
    error = Error{ExitCode::smoke_failed,
                  report::verdict_text(verdict),
                  {},
                  "slipway logs   (shows what its services say)\nslipway rollback   (goes back)"};
  } else if (verdict.outcome == deploy::HostOutcome::revoked && !verdict.reason.empty()) {
    error = Error{ExitCode::smoke_failed, report::verdict_text(verdict), printable_lines(verdict.reason),
                  "slipway logs"};
  } else if (verdict.result) {
    error = outcome_error(settings.place, *verdict.result);
  } else {
    error = verdict.error;
  }
  if (error) {
    error = for_host(*std::move(error), verdict.host);
    error->what = fmt::format("{}: {}", printable(verdict.host), error->what);
  }
  return error;
}

std::string time_text(const std::vector<HostVerdict>& verdicts) {
  double longest = 0;
  for (const HostVerdict& verdict : verdicts) {
    longest = std::max(longest, verdict.seconds);
  }
  return longest > 0 ? fmt::format("; the slowest host took {}", duration_text(longest)) : std::string{};
}

/// If the wave that stopped has left all of its hosts out: a host of a later one. Else empty.
std::string host_that_answers(const deploy::RolloutResult& result) {
  std::string other;
  for (const HostVerdict& verdict : result.verdicts) {
    const bool left_out = verdict.outcome == deploy::HostOutcome::left_out;
    if (verdict.wave == result.stopped_in && !left_out) {
      return {};
    }
    if (verdict.wave > result.stopped_in && !left_out && other.empty()) {
      other = verdict.host;
    }
  }
  return other;
}

ExitCode report_rollout(const deploy::Settings& settings, const deploy::RolloutResult& result,
                        const std::vector<deploy::Settings>& hosts, bool quiet) {
  print_errors_of_hosts(result, hosts);
  const std::string tally = deploy::tally_text(result.verdicts);
  if (result.complete() && quiet) {
    return ExitCode::success;
  }
  if (result.complete()) {
    print(fmt::format("{} on {}: {}{}\n", printable(settings.place.deployment),
                      printable(settings.place.environment), tally, time_text(result.verdicts)));
    const auto left_out = std::count_if(
        result.verdicts.begin(), result.verdicts.end(),
        [](const HostVerdict& verdict) { return verdict.outcome == deploy::HostOutcome::left_out; });
    if (left_out > 0) {
      print(fmt::format("  when {} back: slipway deploy --catch-up\n", left_out == 1 ? "it is" : "they are"));
    }
    return ExitCode::success;
  }
  if (const std::string answering = host_that_answers(result); !answering.empty() && !result.interrupted) {
    print_error({ExitCode::stopped,
                 fmt::format("the roll-out stopped in wave {} of {}: none of its hosts answers",
                             result.stopped_in, result.waves),
                 tally + "; a wave needs a host that shows that the release is good",
                 fmt::format("run the same command again with --first {}",
                             shell_quote_if_needed(printable(answering)))});
    return ExitCode::stopped;
  }
  if (result.interrupted && !result.began) {
    print_error({ExitCode::stopped, "the roll-out was interrupted before its first wave",
                 "no host was touched", "run the same command again"});
    return ExitCode::stopped;
  }
  print_error(
      {ExitCode::stopped,
       result.interrupted
           ? fmt::format("the roll-out was interrupted in wave {} of {}", result.stopped_in, result.waves)
           : fmt::format("the roll-out stopped in wave {} of {}", result.stopped_in, result.waves),
       tally,
       result.interrupted
           ? "run the same command again with --wait   (waits for the hosts at work, and goes on with those "
             "that do not have the release)"
           : "correct what is said above, and run the same command again   (hosts that have the release "
             "are not touched again)"});
  return ExitCode::stopped;
}

/// Of hosts that this deployment is not for it is only known what they ran when they were seen last.
void tell_of_others(const deploy::Settings& settings, const HostIndexes& chosen,
                    const deploy::Target& target) {
  const auto repository = git::Repository::open(settings.application.source_directory);
  if (!repository) {
    return;
  }
  const std::vector<deploy::Settings> hosts = deploy::settings_of_hosts(settings);
  std::vector<std::optional<deploy::LastSeen>> seen;
  std::map<std::string, std::string> chosen_machines;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    seen.push_back(deploy::load_last_seen(*repository, settings.place.deployment, hosts[i].place.record()));
    if (seen[i] && !seen[i]->identity.empty() && std::find(chosen.begin(), chosen.end(), i) != chosen.end()) {
      chosen_machines.emplace(seen[i]->identity, hosts[i].place.host);
    }
  }
  std::vector<std::string> behind;
  std::vector<std::string> unknown;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string& name = hosts[i].place.host;
    if (std::find(chosen.begin(), chosen.end(), i) != chosen.end()) {
      continue;
    }
    if (!seen[i]) {
      unknown.push_back(name);
      continue;
    }
    if (const auto same = chosen_machines.find(seen[i]->identity); same != chosen_machines.end()) {
      say(fmt::format("slipway: careful: `{}` was the same machine as `{}` when it was seen last",
                      printable(name), printable(same->second)));
      continue;
    }
    const auto planned = deploy::plan_offline(*repository, hosts[i], target, {});
    if (!planned || planned->plan.strategy != classify::Strategy::none) {
      behind.push_back(name);
    }
  }
  if (!behind.empty()) {
    say(fmt::format("slipway: behind when {} seen last: {}", behind.size() == 1 ? "it was" : "they were",
                    report::some_hosts(behind)));
  }
  if (!unknown.empty()) {
    say(fmt::format("slipway: not seen from this clone yet: {}", report::some_hosts(unknown)));
  }
}

}  // namespace

void print_errors_of_hosts(const deploy::RolloutResult& result, const std::vector<deploy::Settings>& hosts) {
  std::size_t told = 0;
  std::size_t untold = 0;
  for (std::size_t i = 0; i < result.verdicts.size(); ++i) {
    const HostVerdict& verdict = result.verdicts[i];
    if (!deploy::is_failure(verdict.outcome)) {
      continue;
    }
    if (const auto error = error_of(hosts[i], verdict); error && told < most_errors) {
      ++told;
      print_error(*error);
      say("");
    } else if (error) {
      ++untold;
    }
  }
  if (untold > 0) {
    say(fmt::format("{} more failed; the lines above say why\n", count_of(untold, "host")));
  }
}

void FleetOption::add_to(Arguments& arguments) {
  arguments.option("--first", selection.first, "Of a fleet: the host that comes first, in the first wave");
  arguments.repeated("--only", selection.only,
                     "Of a fleet: only this host, or the hosts with this tag; may be given several times");
  arguments.flag(
      "--catch-up", catch_up,
      "Of a fleet: only the hosts that are behind, in one wave; another host has to run the release");
}

Result<void> FleetOption::check_unused(const deploy::Settings& settings) const {
  if (selection.first.empty() && selection.only.empty() && !catch_up) {
    return {};
  }
  return fail(ExitCode::usage, "--first, --only and --catch-up are for a deployment with several hosts",
              fmt::format("this one is for `{}`", printable(settings.place.host)), "leave them out");
}

Result<ExitCode> deploy_fleet(const deploy::Settings& settings, const FleetOption& option,
                              deploy::DeployOptions deploy, const RunDisplay& display) {
  SLIPWAY_TRY_ASSIGN(HostIndexes chosen, deploy::select_hosts(settings.fleet, option.selection));
  SLIPWAY_TRY_ASSIGN(deploy::Common common, deploy::find_common(settings, deploy, [](std::string_view text) {
                       say("slipway: " + std::string(text));
                     }));
  if (deploy.dirty_check) {
    SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                       git::Repository::open(settings.application.source_directory));
    SLIPWAY_TRY_ASSIGN(const auto left_out, deploy::left_out(repository, common.target));
    if (!left_out.empty()) {
      say(fmt::format("slipway: not deployed: {} with changes that no commit has",
                      count_of(left_out.size(), "file")));
    }
  }
  const deploy::Target target = common.target;
  std::vector<std::string> sizes = settings.fleet.waves;
  if (option.catch_up) {
    // Hosts that have the release already are not touched, and show that it is good.
    sizes = {"100%"};
  }
  std::vector<deploy::Settings> hosts;
  std::vector<std::string> names;
  HostIndexes places;
  for (const std::size_t host : chosen) {
    places.push_back(names.size());
    names.push_back(settings.fleet.hosts[host].name);
    hosts.push_back(deploy::settings_of_host(settings, settings.fleet.hosts[host]));
  }
  SLIPWAY_TRY_ASSIGN(const auto waves, deploy::split_into_waves(places, sizes));
  const deploy::RolloutOptions options{.id = deploy::rollout_id(seconds_since_epoch()),
                                       .parallel = settings.fleet.parallel,
                                       .soak = std::chrono::seconds(settings.fleet.soak),
                                       .revoke = settings.fleet.revoke,
                                       .skip_unreachable = settings.fleet.skip_unreachable,
                                       .only_if_proven = option.catch_up};
  deploy::FleetWork work(hosts, std::move(deploy), std::move(common), client_tests);
  const report::FleetName name{settings.place.deployment, settings.place.environment};
  const auto shown = make_fleet_display(display, name, names, options.id);
  const auto result = deploy::roll_out(names, waves, options, work, *shown);
  if (!result) {
    shown->end(result, result.error().code);
    return tl::unexpected(result.error());
  }
  const ExitCode code = result->complete() ? ExitCode::success : ExitCode::stopped;
  shown->end(result, code);
  if (display.json && code == ExitCode::success) {
    return code;
  }
  const ExitCode reported = report_rollout(settings, *result, hosts, display.quiet);
  if (chosen.size() < settings.fleet.hosts.size() && !display.quiet) {
    tell_of_others(settings, chosen, target);
  }
  return reported;
}

}  // namespace slipway::cli
