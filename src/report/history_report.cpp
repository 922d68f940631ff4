#include "report/history_report.hpp"

#include "report/release_report.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace slipway::report {
namespace {

bool passes(const deploy::Release& release, const HistoryFilter& filter) {
  if (!filter.outcomes.empty() &&
      std::find(filter.outcomes.begin(), filter.outcomes.end(), release.outcome) == filter.outcomes.end()) {
    return false;
  }
  if (!filter.since && !filter.until) {
    return true;
  }
  const auto finished = parse_utc(release.finished);
  return finished && (!filter.since || *finished >= *filter.since) &&
         (!filter.until || *finished < *filter.until);
}

std::string step_text(const deploy::Release& release, const std::string& step) {
  const auto found = release.seconds.find(step);
  return found == release.seconds.end() ? std::string{} : duration_text(found->second);
}

std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? duration_text(*seconds) : std::string{};
}

/// "2026-11-23 11:05": a person does not count seconds.
std::string minute_text(const deploy::Release& release, std::int64_t now) {
  if (is_finished_unknown(release, now)) {
    return std::string(unknown_time);
  }
  const auto seconds = parse_utc(release.finished);
  std::string text = seconds ? utc_text(*seconds).substr(0, 16) : printable(release.finished);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

std::string commit_text(const deploy::Release& release, std::size_t hash_length) {
  std::string text =
      printable(release.source_commit.substr(0, hash_length)) + " " + subject_text(release.source_subject);
  return release.restores ? text + fmt::format(" (release {} again)", *release.restores) : text;
}

struct Column {
  std::string_view name;
  std::function<std::string(const HistoryEntry&)> cell;
  bool to_the_right = false;
};

/// What a narrow terminal does without, the first first: the commit and its subject need their room.
constexpr std::array<std::string_view, 11> dispensable{
    "images", "sent", "by",       "until healthy",  "build", "switch",
    "outage", "took", "strategy", "finished (UTC)", "back"};
constexpr std::size_t least_commit = 36;
/// A terminal with fewer columns gets a hash as short as git's own.
constexpr std::size_t narrow_terminal = 60;

/// Where the entries are of one deployment in one environment, these need no column.
std::vector<Column> columns_of(const std::vector<HistoryEntry>& entries, std::size_t hash_length,
                               std::int64_t now) {
  const auto differ = [&](const std::string HistoryEntry::*member) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const HistoryEntry& entry) { return entry.*member != entries.front().*member; });
  };
  std::vector<Column> columns{
      {"", [](const HistoryEntry& entry) { return std::string(entry.is_deployed ? "*" : ""); }}};
  if (differ(&HistoryEntry::deployment)) {
    columns.push_back({"deployment", [](const HistoryEntry& entry) { return printable(entry.deployment); }});
  }
  if (differ(&HistoryEntry::environment)) {
    columns.push_back(
        {"environment", [](const HistoryEntry& entry) { return printable(entry.environment); }});
  }
  if (differ(&HistoryEntry::host)) {
    columns.push_back({"host", [](const HistoryEntry& entry) { return printable(entry.host); }});
  }
  const auto step = [](std::string name) {
    return [name = std::move(name)](const HistoryEntry& entry) { return step_text(*entry.release, name); };
  };
  columns.insert(
      columns.end(),
      {{"rel.", [](const HistoryEntry& entry) { return std::to_string(entry.release->number); }, true},
       {"finished (UTC)", [now](const HistoryEntry& entry) { return minute_text(*entry.release, now); }},
       {"outcome",
        [](const HistoryEntry& entry) {
          return printable(entry.release->outcome) + (entry.release->unwell ? ", failed later" : "");
        }},
       {"back", [](const HistoryEntry& entry) { return std::string(entry.is_restorable ? "yes" : ""); }},
       {"strategy", [](const HistoryEntry& entry) { return printable(strategy_word(*entry.release)); }},
       {"took", [](const HistoryEntry& entry) { return duration_text(entry.release->total_seconds()); },
        true},
       {"build", step("build"), true},
       {"switch", step("switch"), true},
       {"outage", [](const HistoryEntry& entry) { return seconds_text(entry.release->outage); }, true},
       {"until healthy", [](const HistoryEntry& entry) { return seconds_text(entry.release->until_healthy); },
        true},
       {"sent",
        [](const HistoryEntry& entry) {
          return entry.release->bytes_sent ? bytes_text(*entry.release->bytes_sent) : std::string{};
        },
        true},
       {"images",
        [](const HistoryEntry& entry) {
          const auto bytes = entry.release->image_bytes();
          return bytes ? bytes_text(*bytes) : std::string{};
        },
        true},
       {"by", [](const HistoryEntry& entry) { return printable(entry.release->deployed_by); }},
       {"commit",
        [hash_length](const HistoryEntry& entry) { return commit_text(*entry.release, hash_length); }}});
  return columns;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char character : text) {
    quoted += character == '"' ? "\"\"" : std::string(1, character);
  }
  return quoted + "\"";
}

std::string csv_seconds(const deploy::Release& release, const std::string& step) {
  const auto found = release.seconds.find(step);
  return found == release.seconds.end() ? std::string{} : fmt::format("{:.2f}", found->second);
}

std::string csv_seconds(const std::optional<double>& seconds) {
  return seconds ? fmt::format("{:.2f}", *seconds) : std::string{};
}

std::string csv_number(const std::optional<std::uint64_t>& value) {
  return value ? std::to_string(*value) : std::string{};
}

/// The table's cells, headings first; columns that have none are left out. `right`: those of numbers.
void fill_rows(std::vector<std::vector<std::string>>& rows, std::vector<std::size_t>& right,
               const std::vector<Column>& columns, const std::vector<HistoryEntry>& entries) {
  rows.assign(entries.size() + 1, {});
  right.clear();
  for (const Column& column : columns) {
    std::vector<std::string> cells;
    for (const HistoryEntry& entry : entries) {
      cells.push_back(column.cell(entry));
    }
    if (std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); })) {
      continue;
    }
    if (column.to_the_right) {
      right.push_back(rows.front().size());
    }
    rows.front().emplace_back(column.name);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      rows[i + 1].push_back(std::move(cells[i]));
    }
  }
}

/// The commit is the last column.
std::size_t width_without_commit(std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows) {
    row.back() = "";
  }
  std::size_t width = 0;
  for (const std::string& line : split(table_text(rows, ""), '\n')) {
    width = std::max(width, display_width(line));
  }
  return width + 2;
}

}  // namespace

std::size_t count_matching(const std::vector<NamedJournal>& journals, const HistoryFilter& filter) {
  std::size_t count = 0;
  for (const NamedJournal& named : journals) {
    count += static_cast<std::size_t>(
        std::count_if(named.journal.entries.begin(), named.journal.entries.end(),
                      [&](const deploy::Release& release) { return passes(release, filter); }));
  }
  return count;
}

std::vector<HistoryEntry> select(const std::vector<NamedJournal>& journals, const HistoryFilter& filter) {
  std::vector<HistoryEntry> entries;
  for (const NamedJournal& named : journals) {
    for (const deploy::Release& release : named.journal.entries) {
      if (passes(release, filter)) {
        const bool restorable =
            named.seen && std::find(named.seen->restorable.begin(), named.seen->restorable.end(),
                                    release.number) != named.seen->restorable.end();
        entries.push_back({named.deployment, named.environment, &release,
                           release.entry == named.journal.deployed, restorable, named.host});
      }
    }
  }
  // Of one journal they are in order already, whatever the clocks of its clients said.
  if (journals.size() > 1) {
    std::stable_sort(entries.begin(), entries.end(), [](const HistoryEntry& one, const HistoryEntry& other) {
      return one.release->finished > other.release->finished;
    });
  }
  entries.resize(std::min(entries.size(), filter.most));
  return entries;
}

std::string history_text(const std::vector<HistoryEntry>& entries, std::size_t columns, std::int64_t now) {
  if (entries.empty()) {
    return "no release that fits\n";
  }
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> right;
  const bool is_narrow = columns > 0 && columns < narrow_terminal;
  std::vector<Column> shown = columns_of(entries, is_narrow ? 7 : 12, now);
  fill_rows(rows, right, shown, entries);
  for (const std::string_view name : dispensable) {
    if (columns == 0 || width_without_commit(rows) + least_commit <= columns) {
      break;
    }
    std::erase_if(shown, [&](const Column& column) { return column.name == name; });
    fill_rows(rows, right, shown, entries);
  }
  const auto lines = split(table_text(rows, "", right), '\n');
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += (columns == 0 ? lines[i] : fit(lines[i], columns)) + "\n";
    if (i > 0 && !entries[i - 1].release->reason.empty()) {
      const std::string reason = "     " + printable(entries[i - 1].release->reason);
      text += (columns == 0 ? reason : fit(reason, columns)) + "\n";
    }
  }
  return text;
}

std::string history_json(const std::vector<HistoryEntry>& entries) {
  Json document;
  document["schema"] = 1;
  document["releases"] = Json::array();
  for (const HistoryEntry& entry : entries) {
    Json release = release_json(*entry.release, entry.is_deployed);
    release["deployment"] = entry.deployment;
    release["environment"] = entry.environment;
    if (!entry.host.empty()) {
      put_bytes(release, "host", entry.host);
    }
    release["restorable"] = entry.is_restorable;
    release["unwell"] = entry.release->unwell;
    document["releases"].push_back(std::move(release));
  }
  return json_text(document);
}

std::string history_csv(const std::vector<HistoryEntry>& entries) {
  std::string text =
      "deployment,environment,release,deployed,outcome,reason,strategy,asked_strategy,commit,branch,subject,"
      "by,started,"
      "finished,restores,seconds,stage_seconds,build_seconds,switch_seconds,health_seconds,outage_seconds,"
      "bytes_sent,"
      "image_bytes,entry,until_healthy_seconds,host\r\n";
  for (const HistoryEntry& entry : entries) {
    const deploy::Release& release = *entry.release;
    const std::vector<std::string> cells{entry.deployment,
                                         entry.environment,
                                         std::to_string(release.number),
                                         entry.is_deployed ? "yes" : "no",
                                         release.outcome,
                                         release.reason.raw(),
                                         release.strategy,
                                         release.asked_strategy,
                                         release.source_commit,
                                         release.source_branch.raw(),
                                         release.source_subject.raw(),
                                         release.deployed_by.raw(),
                                         release.started,
                                         release.finished,
                                         csv_number(release.restores),
                                         fmt::format("{:.2f}", release.total_seconds()),
                                         csv_seconds(release, "stage"),
                                         csv_seconds(release, "build"),
                                         csv_seconds(release, "switch"),
                                         csv_seconds(release, "health"),
                                         csv_seconds(release.outage),
                                         csv_number(release.bytes_sent),
                                         csv_number(release.image_bytes()),
                                         release.entry,
                                         csv_seconds(release.until_healthy),
                                         entry.host};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace slipway::report
