#include "deploy/fleet/verdict.hpp"

#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace slipway::deploy {
namespace {

constexpr std::array<std::string_view, 15> outcome_names{
    "not-begun", "up-to-date",  "deployed", "put-back", "kept",        "broken",  "smoke-failed", "unsteady",
    "busy",      "unreachable", "left-out", "lost",     "interrupted", "revoked", "not-revoked"};

/// Of each outcome what a number of hosts did: of one, and of several. In the order in which they are told.
struct Words {
  HostOutcome outcome;
  const char* one;
  const char* several;
};
constexpr std::array outcome_words{
    Words{HostOutcome::revoked, "got back what it ran before", "got back what they ran before"},
    Words{HostOutcome::not_revoked, "could not be given back what it ran before",
          "could not be given back what they ran before"},
    Words{HostOutcome::broken, "failed and could not be put back", "failed and could not be put back"},
    Words{HostOutcome::put_back, "failed and was put back", "failed and were put back"},
    Words{HostOutcome::smoke_failed, "has the release, and a smoke test failed",
          "have the release, and a smoke test failed"},
    Words{HostOutcome::unsteady, "has the release, and did not stay healthy",
          "have the release, and did not stay healthy"},
    Words{HostOutcome::kept, "kept what it ran, because of an error",
          "kept what they ran, because of an error"},
    Words{HostOutcome::busy, "busy with another deployment", "busy with another deployment"},
    Words{HostOutcome::lost, "no longer followed", "no longer followed"},
    Words{HostOutcome::unreachable, "could not be reached", "could not be reached"},
    Words{HostOutcome::left_out, "left out because it could not be reached",
          "left out because they could not be reached"},
    Words{HostOutcome::interrupted, "interrupted before it began", "interrupted before they began"},
    Words{HostOutcome::not_begun, "not begun", "not begun"}};

HostOutcome outcome_of(const DeployResult& result) {
  if (result.nothing_to_do) {
    return HostOutcome::up_to_date;
  }
  switch (result.code) {
    case ExitCode::success:
      return HostOutcome::deployed;
    case ExitCode::restored:
      return HostOutcome::put_back;
    case ExitCode::broken:
      return HostOutcome::broken;
    case ExitCode::locked:
      return HostOutcome::busy;
    default:
      return HostOutcome::kept;
  }
}

HostOutcome outcome_of(const Error& error) {
  switch (error.code) {
    case ExitCode::locked:
      return HostOutcome::busy;
    case ExitCode::unreachable:
      return HostOutcome::unreachable;
    case ExitCode::connection_lost:
      return HostOutcome::lost;
    case ExitCode::cancelled:
      return HostOutcome::interrupted;
    default:
      return HostOutcome::kept;
  }
}

/// Full is 0.
int rank_of(const PlanOfHost& plan) {
  constexpr std::array<std::string_view, 4> strategies{"full", "incremental", "cached", "none"};
  if (!plan.answers) {
    return 5;
  }
  if (!plan.problem.empty()) {
    return 4;
  }
  const auto found = std::find(strategies.begin(), strategies.end(), plan.strategy);
  return found == strategies.end() - 1 ? 6 : static_cast<int>(found - strategies.begin());
}

std::string title_of(const PlanOfHost& plan) {
  if (!plan.answers) {
    return plan.problem.empty() ? "cannot be reached" : "cannot be reached: " + plan.problem;
  }
  if (!plan.problem.empty()) {
    return "refused: " + plan.problem;
  }
  if (plan.strategy == "none") {
    return "up to date";
  }
  return plan.first_deployment ? plan.strategy + " (first deployment)" : plan.strategy;
}

}  // namespace

std::string_view name_of(HostOutcome outcome) {
  return outcome_names.at(static_cast<std::size_t>(outcome));
}

std::string first_line(std::string_view text) {
  return printable(text.substr(0, text.find('\n')));
}

HostVerdict verdict_of(HostVerdict verdict, const Result<DeployResult>& result) {
  if (!result) {
    verdict.outcome = outcome_of(result.error());
    // Of these the outcome says what, and the error why.
    const bool is_told = verdict.outcome == HostOutcome::lost || verdict.outcome == HostOutcome::busy ||
                         verdict.outcome == HostOutcome::unreachable;
    verdict.reason = first_line(is_told ? cause_of(result.error()) : summary(result.error()));
    verdict.error = result.error();
    return verdict;
  }
  verdict.outcome = outcome_of(*result);
  verdict.reason = result->reason;
  verdict.release = result->release;
  verdict.seconds = result->seconds;
  if (!result->strategy.empty()) {
    verdict.strategy = result->strategy;
  }
  verdict.result = *result;
  return verdict;
}

bool is_green(HostOutcome outcome) {
  return outcome == HostOutcome::up_to_date || outcome == HostOutcome::deployed;
}

bool has_release(HostOutcome outcome) {
  return is_green(outcome) || outcome == HostOutcome::smoke_failed || outcome == HostOutcome::unsteady ||
         outcome == HostOutcome::not_revoked;
}

bool is_failure(HostOutcome outcome) {
  return !is_green(outcome) && outcome != HostOutcome::left_out && outcome != HostOutcome::not_begun;
}

std::string tally_text(const std::vector<HostVerdict>& verdicts) {
  const auto count = [&](auto&& is_one) {
    return std::count_if(verdicts.begin(), verdicts.end(),
                         [&](const HostVerdict& verdict) { return is_one(verdict.outcome); });
  };
  // Hosts that had the release before are evidence too, but this roll-out has not deployed to them.
  const auto green = count(is_green);
  const auto before = count([](HostOutcome outcome) { return outcome == HostOutcome::up_to_date; });
  std::string text = fmt::format("{} of {} {}", green, verdicts.size(),
                                 before == 0 || before < green ? "deployed"
                                 : before == 1                 ? "has the release already"
                                                               : "have the release already");
  if (before > 0 && before < green) {
    text += fmt::format(" ({} had the release before)", before);
  }
  const std::string others = others_text(verdicts);
  return others.empty() ? text : text + ", " + others;
}

std::string others_text(const std::vector<HostVerdict>& verdicts) {
  std::vector<std::string> texts;
  for (const Words& one : outcome_words) {
    const auto hosts = std::count_if(verdicts.begin(), verdicts.end(), [&](const HostVerdict& verdict) {
      return verdict.outcome == one.outcome;
    });
    if (hosts > 0) {
      texts.push_back(fmt::format("{} {}", hosts, hosts == 1 ? one.one : one.several));
    }
  }
  return join(texts, ", ");
}

void set_problem(PlanOfHost& plan, const Error& error) {
  plan.answers = error.code != ExitCode::unreachable && error.code != ExitCode::connection_lost;
  plan.reasons.clear();
  if (!plan.answers) {
    plan.problem = first_line(cause_of(error));
    return;
  }
  plan.problem = first_line(error.what);
  if (!error.because.empty()) {
    plan.reasons = split(error.because, '\n');
  }
}

std::vector<PlanGroup> grouped(const std::vector<PlanOfHost>& plans) {
  std::map<std::pair<int, std::string>, PlanGroup> groups;
  for (const PlanOfHost& plan : plans) {
    const std::string title = title_of(plan);
    std::string key = title;
    for (const std::string& reason : plan.reasons) {
      key += '\n' + reason;
    }
    PlanGroup& group = groups[{rank_of(plan), std::move(key)}];
    group.title = title;
    group.hosts.push_back(plan.host);
    group.reasons = plan.reasons;
  }
  std::vector<PlanGroup> sorted;
  for (auto& [key, group] : groups) {
    sorted.push_back(std::move(group));
  }
  return sorted;
}

std::string groups_text(const std::vector<PlanGroup>& groups) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  std::size_t hosts = 0;
  for (const PlanGroup& group : groups) {
    hosts += group.hosts.size();
    // Why it is refused, or cannot be reached, is told of each.
    const std::string title = group.title.substr(0, group.title.find(':'));
    const auto same =
        std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == title; });
    if (same == counts.end()) {
      counts.emplace_back(title, group.hosts.size());
    } else {
      same->second += group.hosts.size();
    }
  }
  std::string text;
  for (const auto& [title, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, title);
  }
  return fmt::format("{}: {}", count_of(hosts, "host"), text);
}

}  // namespace slipway::deploy
