#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/last_seen.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::report {

/// Which releases a history shows.
struct HistoryFilter {
  std::vector<std::string> outcomes = {};  ///< Empty: all.
  std::optional<std::int64_t> since = {};  ///< Finished then or later …
  std::optional<std::int64_t> until = {};  ///< … and before this: seconds since 1970.
  std::size_t most = 20;                   ///< The newest so many.
};

/// A release and where it was deployed. The release lives elsewhere.
struct HistoryEntry {
  std::string deployment;
  std::string environment;
  const deploy::Release* release = nullptr;
  bool is_deployed = false;
  bool is_restorable = false;  ///< It could be put back when the host was last looked at.
  std::string host = {};       ///< Of a fleet; else empty.
};

/// The journal of one deployment in one environment.
struct NamedJournal {
  std::string deployment;
  std::string environment;
  deploy::Journal journal;
  std::optional<deploy::LastSeen> seen = {};
  std::string host = {};  ///< Of a fleet; else empty.
};

/// How many releases of the journals pass the filter, whatever its limit.
std::size_t count_matching(const std::vector<NamedJournal>& journals, const HistoryFilter& filter);
/// The releases of all the journals that pass the filter, the newest first.
std::vector<HistoryEntry> select(const std::vector<NamedJournal>& journals, const HistoryFilter& filter);

/// A table; columns that are empty throughout are left out. `columns` is the width of the terminal, 0 if
/// there is none to care for. A release that finished after `now` has no time: the host's clock was set.
std::string history_text(const std::vector<HistoryEntry>& entries, std::size_t columns, std::int64_t now);
/// The same for programs: schema 1, documented in docs/reference/history-json.md.
std::string history_json(const std::vector<HistoryEntry>& entries);
/// And for spreadsheets (RFC 4180), with the names of the columns in the first record.
std::string history_csv(const std::vector<HistoryEntry>& entries);

}  // namespace slipway::report
