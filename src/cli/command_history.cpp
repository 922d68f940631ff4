#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/journal.hpp"
#include "report/history_report.hpp"

namespace slipway::cli {
namespace {

struct Options {
  SettingsOption settings;
  std::size_t most = 20;
  bool json = false;
};

Result<ExitCode> run_history(const Options& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(settings.source_directory));
  SLIPWAY_TRY_ASSIGN(const deploy::Journal journal,
                     deploy::load_journal(repository, settings.deployment, settings.environment));
  print(options.json ? report::history_json(journal, options.most)
                     : report::history_text(journal, options.most));
  return ExitCode::success;
}

Action declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  options->settings.add_to(arguments);
  arguments.count("-n,--most", options->most, "How many entries (default: 20)");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/history-json.md)");
  return [options] { return run_history(*options); };
}

}  // namespace

const Command history_command{"history", "The journal as last seen, newest first; works without the network",
                              declare};

}  // namespace slipway::cli
