#include "cli/arguments.hpp"

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/screen.hpp"
#include "cli/version.hpp"
#include "cli/wrapped.hpp"
#include "util/log.hpp"
#include "util/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace slipway::cli {

struct Arguments::Parser {
  CLI::App& app;
  /// Where what is declared is written down; nullptr where nobody asks for it.
  std::vector<ArgumentEntry>* entries = nullptr;

  void note(const CLI::Option* option, const char* value, std::vector<std::string> choices = {}) {
    if (entries == nullptr) {
      return;
    }
    ArgumentEntry entry;
    for (const std::string& name : option->get_snames()) {
      entry.names.push_back("-" + name);
    }
    for (const std::string& name : option->get_lnames()) {
      entry.names.push_back("--" + name);
    }
    if (entry.names.empty()) {
      entry.names.push_back(option->get_name(true));
    }
    entry.value = value;
    entry.choices = std::move(choices);
    entry.help = option->get_description();
    entry.required = option->get_required();
    entry.repeated = option->get_items_expected_max() > 1 ||
                     option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    entries->push_back(std::move(entry));
  }
};

void Arguments::option(const char* names, std::string& value, const char* help) {
  parser_.note(parser_.app.add_option(names, value, help), "TEXT");
}

void Arguments::required(const char* names, std::string& value, const char* help) {
  parser_.note(parser_.app.add_option(names, value, help)->required(), "TEXT");
}

void Arguments::choice(const char* names, std::string& value, const std::vector<std::string>& values,
                       const char* help) {
  parser_.note(parser_.app.add_option(names, value, help)->check(CLI::IsMember(values)), "TEXT", values);
}

void Arguments::choices(const char* names, std::vector<std::string>& chosen,
                        const std::vector<std::string>& values, const char* help) {
  parser_.note(parser_.app.add_option(names, chosen, help)
                   ->expected(1)
                   ->take_all()
                   ->allow_extra_args(false)
                   ->check(CLI::IsMember(values)),
               "TEXT", values);
}

void Arguments::count(const char* names, std::size_t& value, const char* help) {
  parser_.note(parser_.app.add_option(names, value, help), "UINT");
}

void Arguments::repeated(const char* names, std::vector<std::string>& values, const char* help) {
  parser_.note(parser_.app.add_option(names, values, help)->expected(1)->take_all()->allow_extra_args(false),
               "TEXT");
}

void Arguments::flag(const char* names, bool& value, const char* help) {
  parser_.note(parser_.app.add_flag(names, value, help), "");
}

void Arguments::flag_with_value(const char* name, const char* bare, std::string& value, const char* help) {
  parser_.note(parser_.app.add_flag(fmt::format("{}{{{}}}", name, bare), value, help), "");
}

void Arguments::word(const char* name, std::string& value, const char* help) {
  parser_.note(parser_.app.add_option(name, value, help), "TEXT");
}

void Arguments::required_choice(const char* names, std::string& value, const std::vector<std::string>& values,
                                const char* help) {
  parser_.note(parser_.app.add_option(names, value, help)->required()->check(CLI::IsMember(values)), "TEXT",
               values);
}

void Arguments::number(const char* name, std::optional<std::uint64_t>& value, const char* help) {
  parser_.note(parser_.app.add_option(name, value, help), "UINT");
}

void Arguments::words(const char* name, std::vector<std::string>& values, const char* help) {
  parser_.note(parser_.app.add_option(name, values, help), "TEXT");
}

void Arguments::footer(const char* text) {
  parser_.app.footer(text);
}

namespace {

/// Shown by --help below the options.
constexpr const char* exit_codes_hint = "Exit codes: docs/reference/exit-codes.md";
constexpr const char* program_summary =
    "Deploys Docker Compose applications to small hosts over SSH, rebuilding only what changed.";
constexpr const char* version_help = "Print the versions of Slipway and of the libraries it uses";
constexpr const char* verbose_help = "Print every command before it is run";

int exit_status(ExitCode code) {
  return static_cast<int>(code);
}

const Command* named(const std::vector<const Command*>& commands, std::string_view word) {
  const auto at = std::find_if(commands.begin(), commands.end(),
                               [&](const Command* command) { return command->name == word; });
  return at == commands.end() ? nullptr : *at;
}

/// The first word that is no option.
const char* first_word(int argc, char** argv) {
  const auto word =
      std::find_if(argv + 1, argv + argc, [](const char* text) { return *text != '\0' && *text != '-'; });
  return word == argv + argc ? nullptr : *word;
}

/// What helps if a word is no command.
std::string suggestion(const std::vector<const Command*>& commands, std::string_view word) {
  std::string_view best;
  std::size_t distance = 3;
  for (const Command* command : commands) {
    if (const std::size_t away = edit_distance(word, command->name); away < distance) {
      distance = away;
      best = command->name;
    }
  }
  return best.empty() ? std::string("slipway --help")
                      : fmt::format("slipway {}   (or see all commands: slipway --help)", best);
}

Error misunderstood(const std::vector<const Command*>& commands, const char* word, const char* reason) {
  Error error{ExitCode::usage, "the command is missing", {}, "slipway --help"};
  if (word != nullptr) {
    if (const Command* command = named(commands, word)) {
      error.what = fmt::format("`slipway {}` was called with wrong options", command->name);
      error.because = reason;
      error.fix = fmt::format("slipway {} --help", command->name);
    } else {
      error.what = fmt::format("`{}` is not a command", printable(word));
      error.fix = suggestion(commands, word);
    }
  }
  return error;
}

}  // namespace

std::vector<CommandEntry> describe(const std::vector<const Command*>& commands) {
  const ArgumentEntry help{{"-h", "--help"}, "", {}, "Print this help message and exit"};
  std::vector<CommandEntry> entries{
      {"",
       program_summary,
       false,
       {help, {{"--version"}, "", {}, version_help}, {{"-v", "--verbose"}, "", {}, verbose_help}}}};
  for (const Command* command : commands) {
    CommandEntry entry{std::string(command->name), std::string(command->summary), command->hidden, {help}};
    CLI::App app;
    Arguments::Parser parser{app, &entry.arguments};
    Arguments arguments(parser);
    command->declare(arguments);
    entries.push_back(std::move(entry));
  }
  return entries;
}

int parse_and_run(const std::vector<const Command*>& commands, int argc, char** argv) {
  CLI::App app{program_summary, "slipway"};
  app.footer(exit_codes_hint);
  app.set_version_flag("--version", version_text, version_help);
  app.add_flag_callback("-v,--verbose", enable_debug_log, verbose_help)->configurable(false);
  app.require_subcommand(1);
  app.fallthrough();

  // Declaring every option of every command takes longer than a small classification. A command that comes
  // first is the one that is meant, so no other is declared.
  const Command* const only = argc > 1 ? named(commands, argv[1]) : nullptr;
  Action action;
  for (const Command* command : commands) {
    if (only != nullptr && command != only) {
      continue;
    }
    CLI::App* const added = app.add_subcommand(std::string(command->name), std::string(command->summary));
    if (command->hidden) {
      added->group("");
    }
    Arguments::Parser parser{*added};
    Arguments arguments(parser);
    added->callback([&action, run = command->declare(arguments)] { action = run; });
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      std::ostringstream help;
      const int status = app.exit(error, help, help);
      const std::size_t columns = is_terminal(stdout) ? terminal_columns(stdout) : 0;
      print_as_is(wrapped_help(help.str(), columns));
      return status;
    }
    print_error(misunderstood(commands, first_word(argc, argv), error.what()));
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
