#include "cli/run.hpp"

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/version.hpp"
#include "util/log.hpp"
#include "util/text.hpp"

#include <csignal>
#include <cstdio>

namespace slipway::cli {
namespace {

int exit_status(ExitCode code) {
  return static_cast<int>(code);
}

/// "Did you mean …" for a word that is no command.
std::string suggestion(const CLI::App& app, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word.front() == '-') {
      continue;
    }
    std::string best;
    std::size_t distance = 3;
    for (const CLI::App* command : app.get_subcommands({})) {
      if (command->get_name() == word) {
        return {};
      }
      if (const std::size_t away = edit_distance(word, command->get_name()); away < distance) {
        distance = away;
        best = command->get_name();
      }
    }
    return best.empty() ? std::string{} : "did you mean `slipway " + best + "`? ";
  }
  return {};
}

}  // namespace

int run(int argc, char** argv) {
  // A reader that goes away (`slipway plan | head`) is an ordinary end; writes report it.
  std::signal(SIGPIPE, SIG_IGN);

  CLI::App app{
      "Deploys Docker Compose applications to small hosts over SSH, doing no more work than the change "
      "needs.",
      "slipway"};
  app.footer(exit_codes_hint);
  app.set_version_flag("--version", version_text,
                       "Print the versions of Slipway and of the libraries it uses");
  app.add_flag_callback("-v,--verbose", enable_debug_log, "Print every command before it is run")
      ->configurable(false);
  app.require_subcommand(1);
  app.fallthrough();

  Action action;
  add_plan(app, action);
  add_deploy(app, action);
  add_rollback(app, action);
  add_ship(app, action);
  add_status(app, action);
  add_logs(app, action);
  add_history(app, action);
  add_classify(app, action);
  add_layers(app, action);
  add_check_ignore(app, action);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return app.exit(error);
    }
    print_error({ExitCode::usage, "a command line as `slipway --help` shows", error.what(),
                 suggestion(app, argc, argv) + "slipway --help"});
    return exit_status(ExitCode::usage);
  }
  const Result<ExitCode> result = action();
  std::fflush(stdout);
  if (!result) {
    print_error(result.error());
    return exit_status(result.error().code);
  }
  return exit_status(*result);
}

}  // namespace slipway::cli
