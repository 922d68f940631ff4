#include "report/fleet_report.hpp"

#include "report/plan_json.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using deploy::HostOutcome;
using deploy::HostVerdict;

/// More reasons than these are in the plan of a host: slipway plan --host.
constexpr std::size_t most_reasons = 3;
constexpr std::size_t most_hosts = 6;

std::string waves_text(const std::vector<deploy::HostIndexes>& waves,
                       const std::vector<deploy::PlanOfHost>& plans) {
  if (waves.size() < 2) {
    return {};
  }
  constexpr std::size_t most_waves = 8;
  std::string text = "  waves: ";
  for (std::size_t i = 0; i < std::min(waves.size(), most_waves); ++i) {
    text += i == 0 ? "" : ", then ";
    text += waves[i].size() == 1 ? printable(plans[waves[i].front()].host)
                                 : fmt::format("{} hosts", waves[i].size());
  }
  return text +
         (waves.size() > most_waves ? fmt::format(", and {} more waves", waves.size() - most_waves) : "") +
         "\n";
}

std::string because(const HostVerdict& verdict) {
  return verdict.reason.empty() ? std::string{} : ": " + printable(verdict.reason);
}

}  // namespace

std::string some_hosts(const std::vector<std::string>& hosts) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(hosts.size(), most_hosts); ++i) {
    shown.push_back(printable(hosts[i]));
  }
  std::string text = join(shown, ", ");
  if (hosts.size() > most_hosts) {
    text += fmt::format(" and {} more", hosts.size() - most_hosts);
  }
  return text;
}

std::string fleet_summary(const FleetName& name, const std::vector<deploy::PlanOfHost>& plans) {
  return fmt::format("{} on {}: {}", printable(name.deployment), printable(name.environment),
                     deploy::groups_text(deploy::grouped(plans)));
}

std::string fleet_plan_text(const FleetName& name, const std::vector<deploy::PlanOfHost>& plans,
                            const std::vector<deploy::HostIndexes>& waves) {
  constexpr std::size_t most_groups = 12;
  std::string text = fleet_summary(name, plans) + "\n";
  const auto groups = deploy::grouped(plans);
  for (std::size_t i = 0; i < std::min(groups.size(), most_groups); ++i) {
    const deploy::PlanGroup& group = groups[i];
    text += fmt::format("  {}: {}\n", printable(group.title), some_hosts(group.hosts));
    for (std::size_t r = 0; r < std::min(group.reasons.size(), most_reasons); ++r) {
      text += fmt::format("    because: {}\n", printable(group.reasons[r]));
    }
    if (group.reasons.size() > most_reasons) {
      text += fmt::format("    and {} more\n", count_of(group.reasons.size() - most_reasons, "reason"));
    }
  }
  if (groups.size() > most_groups) {
    text += fmt::format("  and {} more\n", count_of(groups.size() - most_groups, "group"));
  }
  return text + waves_text(waves, plans);
}

std::string fleet_plan_json(const FleetName& name, const std::vector<deploy::PlannedHost>& hosts,
                            const std::vector<std::string>& configure_depends) {
  Json document;
  document["schema"] = 1;
  document["deployment"] = name.deployment;
  document["environment"] = name.environment;
  document["summary"] = fleet_summary(name, deploy::plans_of(hosts));
  std::optional<classify::Strategy> most;
  std::vector<classify::Reason> reasons;
  document["hosts"] = Json::array();
  for (const deploy::PlannedHost& host : hosts) {
    Json one;
    if (host.plan) {
      one = Json::parse(plan_json(*host.plan, {}));
      // What is the same for all hosts.
      for (const char* member : {"schema", "deployment", "environment", "configure_depends"}) {
        one.erase(member);
      }
      most = std::max(most.value_or(host.plan->strategy), host.plan->strategy);
      for (const classify::Reason& reason : host.plan->reasons) {
        const bool known = std::any_of(reasons.begin(), reasons.end(), [&](const classify::Reason& other) {
          return other.text == reason.text && other.code == reason.code;
        });
        if (!known) {
          reasons.push_back(reason);
        }
      }
    }
    put_bytes(one, "host", host.host);
    const std::optional<Error>& problem = host.error ? host.error : host.refused;
    one["code"] = problem ? Json(static_cast<int>(problem->code)) : Json(nullptr);
    one["problem"] = problem ? Json(printable(summary(*problem))) : Json(nullptr);
    document["hosts"].push_back(std::move(one));
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& one, const auto& other) { return one.strategy > other.strategy; });
  document["strategy"] = most ? Json(classify::name_of(*most)) : Json("unknown");
  document["reasons"] = Json::array();
  for (const classify::Reason& reason : reasons) {
    document["reasons"].push_back({{"code", name_of(reason.code)},
                                   {"text", printable(reason.text)},
                                   {"strategy", classify::name_of(reason.strategy)}});
  }
  document["configure_depends"] = configure_depends;
  return json_text(document);
}

std::string verdict_text(const HostVerdict& verdict) {
  const std::string release = fmt::format("release {}", verdict.release);
  const std::string before =
      verdict.before ? fmt::format("release {}", *verdict.before) : std::string("nothing");
  switch (verdict.outcome) {
    case HostOutcome::not_begun:
      return "not begun";
    case HostOutcome::up_to_date:
      return verdict.release == 0 ? "up to date" : release + " runs already";
    case HostOutcome::deployed:
      return fmt::format("{} is healthy{}", release,
                         verdict.seconds > 0 ? " after " + duration_text(verdict.seconds) : std::string{});
    case HostOutcome::put_back:
      return verdict.before ? fmt::format("{} failed; {} runs again{}", release, before, because(verdict))
                            : fmt::format("{} failed and was removed{}", release, because(verdict));
    case HostOutcome::kept:
      return fmt::format("not deployed; nothing was switched{}", because(verdict));
    case HostOutcome::broken:
      return fmt::format("{} failed, and what ran before could not be put back{}", release, because(verdict));
    case HostOutcome::smoke_failed:
      return fmt::format("{} runs{}", release, because(verdict));
    case HostOutcome::unsteady:
      return fmt::format("{} did not stay healthy{}", release, because(verdict));
    case HostOutcome::busy:
      return fmt::format("busy{}", because(verdict));
    case HostOutcome::unreachable:
      return fmt::format("cannot be reached{}", because(verdict));
    case HostOutcome::left_out:
      return fmt::format("left out, because it cannot be reached{}", because(verdict));
    case HostOutcome::lost:
      return fmt::format("no longer followed; if the host is up, it carries on alone{}", because(verdict));
    case HostOutcome::interrupted:
      return "interrupted before it began";
    case HostOutcome::revoked:
      return fmt::format("{} runs again, because the wave failed", before);
    case HostOutcome::not_revoked:
      break;
  }
  return fmt::format("{} still runs: what ran before could not be put back{}", release, because(verdict));
}

Json verdict_json(const HostVerdict& verdict) {
  Json json{{"outcome", deploy::name_of(verdict.outcome)},
            {"wave", verdict.wave},
            {"strategy", verdict.strategy},
            {"release", verdict.release == 0 ? Json(nullptr) : Json(verdict.release)},
            {"before", verdict.before ? Json(*verdict.before) : Json(nullptr)},
            {"seconds", verdict.seconds}};
  put_bytes(json, "host", verdict.host);
  put_bytes(json, "reason", verdict.reason);
  json["code"] = verdict.result  ? Json(static_cast<int>(verdict.result->code))
                 : verdict.error ? Json(static_cast<int>(verdict.error->code))
                                 : Json(nullptr);
  return json;
}

}  // namespace slipway::report
