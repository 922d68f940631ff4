#include "cli/command.hpp"
#include "cli/help_page.hpp"
#include "cli/print.hpp"
#include "cli/run.hpp"
#include "cli/version.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {
namespace {

struct HelpPageOptions {
  std::string format;
  std::string command;
  std::string prose;
};

Result<ExitCode> run_help_page(const HelpPageOptions& options) {
  const std::vector<CommandEntry> commands = describe(all_commands());
  if (options.format == "commands") {
    for (const CommandEntry& command : commands) {
      if (!command.name.empty() && !command.hidden) {
        print_as_is(command.name + "\n");
      }
    }
    return ExitCode::success;
  }
  const auto command = std::find_if(commands.begin(), commands.end(),
                                    [&](const CommandEntry& entry) { return entry.name == options.command; });
  if (command == commands.end()) {
    return fail(ExitCode::usage, fmt::format("`{}` is not a command", printable(options.command)), {},
                "slipway --help");
  }
  std::string prose;
  if (!options.prose.empty()) {
    SLIPWAY_TRY_ASSIGN(prose, read_file(options.prose));
  }
  print_as_is(options.format == "man" ? manual_page(commands, *command, version(), prose)
                                      : options_table(*command));
  return ExitCode::success;
}

Action declare_help_page(Arguments& arguments) {
  auto options = std::make_shared<HelpPageOptions>();
  arguments.required_choice("format", options->format, {"man", "options", "commands"},
                            "A manual page, the table of options in Markdown, or the names of all commands");
  arguments.word("command", options->command, "Which command (default: the program itself)");
  arguments.option("--prose", options->prose, "The reference page whose text becomes part of it");
  return [options] { return run_help_page(*options); };
}

}  // namespace

const Command help_page_command{
    "help-page", "What manual pages and reference pages are made from, for the build of Slipway",
    declare_help_page, true};

}  // namespace slipway::cli
