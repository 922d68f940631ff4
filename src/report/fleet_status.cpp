#include "report/fleet_status.hpp"

#include "report/release_report.hpp"
#include "report/status_report.hpp"
#include "util/columns.hpp"
#include "util/json.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using deploy::Condition;
using deploy::HostStatus;

std::string behind_text(const HostStatus& host) {
  if (host.up_to_date) {
    return "";
  }
  if (!host.release) {
    return "–";
  }
  // Edited files, another setting: something is to deploy, and the commit is the same.
  return host.behind ? *host.behind == 0 ? std::string("yes") : std::to_string(*host.behind)
                     : std::string("?");
}

std::string release_text(const HostStatus& host) {
  return host.release
             ? fmt::format("{} {}", host.release->number, printable(host.release->source_commit.substr(0, 7)))
             : std::string("none");
}

std::string health_text(const HostStatus& host) {
  if (!host.now) {
    return "does not answer";
  }
  const host::HostState& state = host.now->host;
  std::string text = deploy::health_of(state);
  if (state.locked) {
    text += ", being deployed to";
  } else if (!state.unfinished.empty()) {
    text += ", a deployment was interrupted";
  } else if (state.probation) {
    text += ", on probation";
  }
  return text;
}

std::string restarts_text(const HostStatus& host) {
  if (!host.now || !host.now->host.containers) {
    return "";
  }
  int restarts = 0;
  for (const host::Container& container : *host.now->host.containers) {
    restarts += container.restarts;
  }
  return std::to_string(restarts);
}

std::string disk_text(const HostStatus& host) {
  if (!host.now) {
    return "";
  }
  const host::HostState& state = host.now->host;
  const auto free = state.docker_free_bytes && state.free_bytes
                        ? std::optional(std::min(*state.docker_free_bytes, *state.free_bytes))
                        : state.free_bytes;
  return free ? bytes_text(*free) : std::string{};
}

std::string drift_text(const HostStatus& host) {
  if (!host.now || host.now->host.drift.empty()) {
    return "";
  }
  return count_of(split(host.now->host.drift, '\n').size(), "file");
}

std::string seen_text(const HostStatus& host, std::int64_t now) {
  if (host.now) {
    return "now";
  }
  if (!host.seen) {
    return "never";
  }
  const std::string age = age_text(now - host.seen->time);
  return age == "just now" ? age : age + " ago";
}

std::string summary(const std::vector<HostStatus>& hosts) {
  std::size_t current = 0;
  std::size_t silent = 0;
  std::size_t broken = 0;
  for (const HostStatus& host : hosts) {
    const Condition condition = deploy::condition_of(host);
    current += host.up_to_date ? 1 : 0;
    silent += condition == Condition::silent ? 1 : 0;
    broken += condition == Condition::broken ? 1 : 0;
  }
  std::string text = fmt::format("{}, {} up to date", count_of(hosts.size(), "host"), current);
  if (broken > 0) {
    text += fmt::format(", {} not healthy", broken);
  }
  if (silent > 0) {
    text += fmt::format(", {} {} not answer", silent, silent == 1 ? "does" : "do");
  }
  return text;
}

}  // namespace

std::string fleet_status_text(const FleetName& name, const std::vector<HostStatus>& hosts, std::int64_t now,
                              std::size_t columns) {
  std::vector<const HostStatus*> sorted;
  for (const HostStatus& host : hosts) {
    sorted.push_back(&host);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const HostStatus* one, const HostStatus* other) {
    return deploy::condition_of(*one) < deploy::condition_of(*other);
  });
  std::vector<std::vector<std::string>> rows{
      {"host", "release", "behind", "health", "restarts", "free", "drift", "seen"}};
  for (const HostStatus* host : sorted) {
    rows.push_back({printable(host->host), release_text(*host), behind_text(*host), health_text(*host),
                    restarts_text(*host), disk_text(*host), drift_text(*host), seen_text(*host, now)});
  }
  std::string text =
      fmt::format("{} on {}: {}\n", printable(name.deployment), printable(name.environment), summary(hosts));
  for (const std::string& line : split(table_text(rows, "  ", {2, 4}), '\n')) {
    text += (columns == 0 ? line : fit(line, columns)) + "\n";
  }
  const bool any_silent =
      std::any_of(hosts.begin(), hosts.end(), [](const HostStatus& host) { return !host.now; });
  if (any_silent) {
    text += "  What is said of a host that does not answer is what it said when it was seen last.\n";
  }
  return text;
}

std::string fleet_status_json(const FleetName& name, const std::vector<HostStatus>& hosts) {
  Json document;
  document["schema"] = 1;
  document["deployment"] = name.deployment;
  document["environment"] = name.environment;
  document["summary"] = summary(hosts);
  document["hosts"] = Json::array();
  for (const HostStatus& host : hosts) {
    Json one;
    put_bytes(one, "host", host.host);
    one["condition"] = deploy::name_of(deploy::condition_of(host));
    one["answers"] = host.now.has_value();
    one["problem"] = host.error ? Json(printable(slipway::summary(*host.error))) : Json(nullptr);
    one["seen"] = host.seen ? Json(utc_text(host.seen->time)) : Json(nullptr);
    one["up_to_date"] = host.up_to_date;
    one["behind"] = host.behind ? Json(*host.behind) : Json(nullptr);
    one["release"] = host.release ? release_json(*host.release, true) : Json(nullptr);
    one["status"] = nullptr;
    if (host.now) {
      one["status"] = Json::parse(status_json(*host.now));
    }
    document["hosts"].push_back(std::move(one));
  }
  return json_text(document);
}

}  // namespace slipway::report
