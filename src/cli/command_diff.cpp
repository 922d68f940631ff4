#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/plan/release_comparison.hpp"
#include "report/release_report.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace slipway::cli {
namespace {

struct DiffOptions {
  SettingsOption settings;
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> to;
  bool stat = false;
  bool patch = false;
  bool json = false;
};

/// Without numbers: the deployed release and the healthy one before it; with one: that one and the deployed
/// one.
Result<std::pair<const deploy::Release*, const deploy::Release*>> chosen_releases(
    const deploy::Journal& journal, const DiffOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Release* to, deploy::find_release(journal, options.to));
  if (options.from) {
    SLIPWAY_TRY_ASSIGN(const deploy::Release* from, deploy::find_release(journal, options.from));
    return std::pair(from, to);
  }
  if (const deploy::Release* from = deploy::healthy_before(journal, *to)) {
    return std::pair(from, to);
  }
  return fail(ExitCode::refused, fmt::format("release {} has nothing to be compared with", to->number),
              "no healthy release came before it", fmt::format("slipway show {}", to->number));
}

Result<ExitCode> run_diff(const DiffOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const deploy::Journal journal,
                     deploy::load_journal(repository, settings.place.deployment, settings.place.record()));
  SLIPWAY_TRY_ASSIGN(const auto releases, chosen_releases(journal, options));
  SLIPWAY_TRY_ASSIGN(const deploy::ReleaseComparison comparison,
                     deploy::compare_releases(repository, settings, *releases.first, *releases.second));
  if (options.json) {
    print_as_is(report::comparison_json_text(comparison));
    return ExitCode::success;
  }
  if (options.patch) {
    // Nothing else, and byte for byte: it is for `git apply`. A terminal gets what can do nothing to it.
    SLIPWAY_TRY_ASSIGN(const std::string patch, deploy::git_diff(repository, comparison, "--patch"));
    print_as_is(isatty(STDOUT_FILENO) != 0 ? printable_lines(patch) : patch);
    return ExitCode::success;
  }
  print(fmt::format("release {} -> release {}\n", releases.first->number, releases.second->number));
  if (options.stat) {
    SLIPWAY_TRY_ASSIGN(const std::string stat, deploy::git_diff(repository, comparison, "--stat"));
    print_as_is(printable_lines(stat));
    return ExitCode::success;
  }
  print(report::comparison_text(comparison));
  return ExitCode::success;
}

Action declare_diff(Arguments& arguments) {
  auto options = std::make_shared<DiffOptions>();
  options->settings.add_to(arguments);
  arguments.number("from", options->from,
                   "The earlier release (default: the healthy one before the one that runs)");
  arguments.number("to", options->to, "The later release (default: the one that runs)");
  arguments.flag("--stat", options->stat, "Only the files, with how many lines of each changed");
  arguments.flag("--patch", options->patch, "Only the files, as a patch that git can apply");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/diff-json.md)");
  return [options] { return run_diff(*options); };
}

}  // namespace

const Command diff_command{
    "diff",
    "Show what differs between two releases: commit, settings, images, services, files; needs no network",
    declare_diff};

}  // namespace slipway::cli
