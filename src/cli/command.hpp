#pragma once

#include "util/error.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace slipway::cli {

/// What the chosen command does; the value is the exit status of the process.
using Action = std::function<Result<ExitCode>()>;

/// Each command lives in a file of its own, command_<name>.cpp, and adds itself to the program: its words,
/// its help, and, when it is the one given, the action.
void add_check_ignore(CLI::App& app, Action& action);
void add_classify(CLI::App& app, Action& action);
void add_deploy(CLI::App& app, Action& action);
void add_history(CLI::App& app, Action& action);
void add_layers(CLI::App& app, Action& action);
void add_logs(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_rollback(CLI::App& app, Action& action);
void add_ship(CLI::App& app, Action& action);
void add_status(CLI::App& app, Action& action);

/// Shown by --help below the options.
inline constexpr const char* exit_codes_hint = "Exit codes: docs/reference/exit-codes.md";

}  // namespace slipway::cli
