#include "report/fleet_status.hpp"

#include "report/release_report.hpp"
#include "report/status_report.hpp"
#include "util/columns.hpp"
#include "util/json.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

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
    return "cannot be reached";
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
  return count_of(split(host.now->host.drift.raw(), '\n').size(), "file");
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
    text += fmt::format(", {} cannot be reached", silent);
  }
  return text;
}

/// On a terminal a host's name takes no more than this of a line.
constexpr std::size_t most_host_columns = 32;
/// What a narrow terminal does without, the first first.
constexpr std::array<std::string_view, 4> spare_columns{"free", "restarts", "seen", "drift"};

std::size_t width_of(const std::vector<std::string>& lines) {
  std::size_t width = 0;
  for (const std::string& line : lines) {
    width = std::max(width, display_width(line));
  }
  return width;
}

/// The table without the columns that the terminal has no room for; nothing if it is too narrow for the rest.
std::optional<std::string> table_within(std::vector<std::vector<std::string>> rows, std::size_t columns) {
  std::size_t dropped = 0;
  for (;;) {
    std::vector<std::size_t> right;
    for (std::size_t i = 0; i < rows.front().size(); ++i) {
      if (rows.front()[i] == "behind" || rows.front()[i] == "restarts") {
        right.push_back(i);
      }
    }
    std::string text = table_text(rows, "  ", right);
    if (columns == 0 || width_of(split(text, '\n')) <= columns) {
      return text;
    }
    if (dropped == spare_columns.size()) {
      return {};
    }
    const auto at = std::find(rows.front().begin(), rows.front().end(), spare_columns.at(dropped++)) -
                    rows.front().begin();
    for (std::vector<std::string>& row : rows) {
      row.erase(row.begin() + at);
    }
  }
}

/// "off: cannot be reached; release 3 900b859, 7 behind; seen 3 days 0 h ago"
std::string line_of(const HostStatus& host, std::int64_t now) {
  std::string text =
      fmt::format("  {}: {}; {}", printable(host.host), health_text(host),
                  host.release ? "release " + release_text(host) : std::string("nothing is deployed"));
  if (!host.up_to_date && host.release) {
    text += host.behind && *host.behind > 0 ? fmt::format(", {} behind", *host.behind)
                                            : std::string(", not up to date");
  }
  return host.now ? text + "\n" : fmt::format("{}; seen {}\n", text, seen_text(host, now));
}

/// What does not fit into a line of the table.
std::string notes_of(const std::vector<HostStatus>& hosts) {
  std::string text;
  for (const HostStatus& host : hosts) {
    if (!host.same_machine_as.empty()) {
      text += fmt::format(
          "  careful: `{}` and `{}` are the same machine; a deployment is refused until one of "
          "the names is taken out of HOSTS\n",
          printable(host.same_machine_as), printable(host.host));
    }
    if (host.now && host.now->other_machine) {
      text += fmt::format("  careful: {}\n", *host.now->other_machine);
    }
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
    const std::string shown = printable(host->host);
    rows.push_back({columns == 0 ? shown : fit(shown, most_host_columns), release_text(*host),
                    behind_text(*host), health_text(*host), restarts_text(*host), disk_text(*host),
                    drift_text(*host), seen_text(*host, now)});
  }
  std::string text =
      fmt::format("{} on {}: {}\n", printable(name.deployment), printable(name.environment), summary(hosts));
  if (const auto table = table_within(std::move(rows), columns)) {
    text += *table;
  } else {
    for (const HostStatus* host : sorted) {
      text += line_of(*host, now);
    }
  }
  const bool any_silent =
      std::any_of(hosts.begin(), hosts.end(), [](const HostStatus& host) { return !host.now; });
  if (any_silent) {
    text += "  What is said of a host that cannot be reached is what it said when it was seen last.\n";
  }
  return text + notes_of(hosts);
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
    one["same_machine_as"] = nullptr;
    if (!host.same_machine_as.empty()) {
      put_bytes(one, "same_machine_as", host.same_machine_as);
    }
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
