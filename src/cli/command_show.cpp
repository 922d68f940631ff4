#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/plan/release_comparison.hpp"
#include "report/release_report.hpp"
#include "util/time.hpp"

namespace slipway::cli {
namespace {

struct ShowOptions {
  SettingsOption settings;
  std::optional<std::uint64_t> release;
  bool json = false;
};

Result<ExitCode> run_show(const ShowOptions& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const deploy::Journal journal,
                     deploy::load_journal(repository, settings.place.deployment, settings.place.record()));
  SLIPWAY_TRY_ASSIGN(const deploy::Release* release, deploy::find_release(journal, options.release));
  std::optional<deploy::ReleaseComparison> changes;
  if (const deploy::Release* before = deploy::healthy_before(journal, *release)) {
    SLIPWAY_TRY_ASSIGN(changes, deploy::compare_releases(repository, settings, *before, *release));
  }
  const deploy::ReleaseComparison* const since = changes ? &*changes : nullptr;
  const bool deployed = release->entry == journal.deployed;
  print(options.json ? report::release_json_text(*release, deployed, since)
                     : report::release_text(*release, deployed, since, seconds_since_epoch()));
  return ExitCode::success;
}

Action declare_show(Arguments& arguments) {
  auto options = std::make_shared<ShowOptions>();
  options->settings.add_to(arguments);
  arguments.number("release", options->release, "Its number (default: the one that runs)");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/show-json.md)");
  return [options] { return run_show(*options); };
}

}  // namespace

const Command show_command{"show", "Show one release in detail, and what it changed; needs no network",
                           declare_show};

}  // namespace slipway::cli
