#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/plan/journal.hpp"
#include "report/metrics_report.hpp"
#include "util/file.hpp"
#include "util/time.hpp"

namespace slipway::cli {
namespace {

struct MetricsOptions {
  SettingsOption settings;
  std::string output;
};

Result<ExitCode> run_metrics(const MetricsOptions& options) {
  SLIPWAY_TRY_ASSIGN(const std::vector<deploy::Settings> all, options.settings.load_all());
  std::vector<report::NamedJournal> journals;
  for (const deploy::Settings& settings : all) {
    const deploy::Place& place = settings.place;
    SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                       git::Repository::open(settings.application.source_directory));
    SLIPWAY_TRY_ASSIGN(deploy::Journal journal,
                       deploy::load_journal(repository, place.deployment, place.record()));
    auto seen = deploy::load_last_seen(repository, place.deployment, place.record());
    if (seen && seen->empty) {
      journal.deployed.clear();
    }
    journals.push_back({place.deployment, place.environment, std::move(journal), std::move(seen),
                        place.of_fleet ? place.host : std::string{}});
  }
  const std::string text = report::metrics_text(journals, seconds_since_epoch());
  if (options.output.empty() || options.output == "-") {
    print_as_is(text);
    return ExitCode::success;
  }
  SLIPWAY_TRY(write_file(options.output, text));
  return ExitCode::success;
}

Action declare_metrics(Arguments& arguments) {
  auto options = std::make_shared<MetricsOptions>();
  options->settings.add_to(arguments);
  arguments.option("-o,--output", options->output,
                   "Replace this file in one step (default: print the figures)");
  return [options] { return run_metrics(*options); };
}

}  // namespace

const Command metrics_command{"metrics",
                              "Print figures of the journal for Prometheus: releases, failures, age, seconds "
                              "per step; needs no network",
                              declare_metrics};

}  // namespace slipway::cli
