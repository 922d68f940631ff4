#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "deploy/plan/journal.hpp"
#include "report/history_report.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {
namespace {

struct HistoryOptions {
  SettingsOption settings;
  report::HistoryFilter filter;
  std::string since;
  std::string until;
  bool json = false;
  bool csv = false;
};

Result<std::optional<std::int64_t>> moment(const char* option, const std::string& text) {
  if (text.empty()) {
    return std::optional<std::int64_t>();
  }
  if (const auto seconds = parse_moment(text, seconds_since_epoch())) {
    return std::optional(*seconds);
  }
  return fail(ExitCode::usage, fmt::format("`{}` is not a time that {} can read", printable(text), option),
              {},
              fmt::format("write a time in UTC or an age (s, min, h, d, w):\n{0} 2026-01-31\n{0} "
                          "2026-01-31T12:00:00Z\n{0} 7d",
                          option));
}

/// A host that nobody has asked may have any number of releases.
std::string nothing_known(const std::vector<deploy::Settings>& all,
                          const std::vector<report::NamedJournal>& journals) {
  const bool any_unseen = std::any_of(journals.begin(), journals.end(),
                                      [](const report::NamedJournal& named) { return !named.seen; });
  std::string text = "no release is known here";
  if (all.size() == 1) {
    text += fmt::format(" of {} on {}", printable(all.front().place.deployment),
                        all.front().place.of_fleet ? printable(all.front().place.host)
                                                   : printable(all.front().place.environment));
  }
  return text + (any_unseen ? "; slipway status asks the host\n" : "\n");
}

Result<ExitCode> run_history(HistoryOptions options) {
  SLIPWAY_TRY_ASSIGN(options.filter.since, moment("--since", options.since));
  SLIPWAY_TRY_ASSIGN(options.filter.until, moment("--until", options.until));
  SLIPWAY_TRY_ASSIGN(const std::vector<deploy::Settings> all, options.settings.load_all());
  std::vector<report::NamedJournal> journals;
  for (const deploy::Settings& settings : all) {
    SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                       git::Repository::open(settings.application.source_directory));
    // One more than is shown: an entry is judged by the one before it. A filter may pass none but the oldest.
    const bool filtered = !options.filter.outcomes.empty() || options.filter.since || options.filter.until;
    const std::size_t most = std::min(options.filter.most, deploy::all_entries - 1) + 1;
    SLIPWAY_TRY_ASSIGN(deploy::Journal journal,
                       deploy::load_newest(repository, settings.place.deployment, settings.place.record(),
                                           filtered ? deploy::all_entries : most));
    auto seen = deploy::load_last_seen(repository, settings.place.deployment, settings.place.record());
    if (seen && seen->empty) {
      journal.deployed.clear();
    }
    journals.push_back({settings.place.deployment, settings.place.environment, std::move(journal),
                        std::move(seen), settings.place.of_fleet ? settings.place.host : std::string{}});
  }
  const std::size_t matching = report::count_matching(journals, options.filter);
  const auto entries = report::select(journals, options.filter);
  if (entries.size() < matching) {
    // Of each journal no more than that many were read, so there may be still more.
    say(fmt::format("slipway: the newest {} of at least {} releases{}; --limit shows more", entries.size(),
                    matching, all.size() > 1 ? " of all hosts" : ""));
  }
  if (options.json || options.csv) {
    print_as_is(options.json ? report::history_json(entries) : report::history_csv(entries));
    return ExitCode::success;
  }
  bool any = false;
  for (const report::NamedJournal& named : journals) {
    any = any || !named.journal.entries.empty();
  }
  for (const report::NamedJournal& named : journals) {
    const std::string place = fmt::format("{} on {}", named.deployment,
                                          named.host.empty() ? named.environment : printable(named.host));
    if (named.seen && !named.journal.entries.empty()) {
      say(fmt::format(
          "{} {}{}", place, deploy::as_last_seen(*named.seen, seconds_since_epoch()),
          named.seen->empty ? ": nothing is deployed there any more; its releases are from before" : ""));
    }
  }
  print(any ? report::history_text(entries, style_for(stdout).width, seconds_since_epoch())
            : nothing_known(all, journals));
  return ExitCode::success;
}

Action declare_history(Arguments& arguments) {
  auto options = std::make_shared<HistoryOptions>();
  options->settings.add_to(arguments);
  arguments.count("-n,--limit,--most", options->filter.most, "Show this many, the newest (default: 20)");
  arguments.choices("--outcome", options->filter.outcomes,
                    {"deployed", "failed", "broken", "refused", "interrupted", "cancelled"},
                    "Only releases with this outcome; may be given several times");
  arguments.option("--since", options->since,
                   "Only releases since this time: 2026-01-31, 2026-01-31T12:00:00Z (UTC), 7d, 12h");
  arguments.option("--until", options->until, "Only releases before this time, written the same way");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/history-json.md)");
  arguments.flag("--csv", options->csv, "Print CSV (RFC 4180), with a header");
  return [options] { return run_history(*options); };
}

}  // namespace

const Command history_command{"history",
                              "List the releases in the journal as last seen, newest first; needs no network",
                              declare_history};

}  // namespace slipway::cli
