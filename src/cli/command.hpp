#pragma once

#include "cli/arguments.hpp"
#include "util/error.hpp"

#include <functional>
#include <string_view>

namespace slipway::cli {

/// What the chosen command does; the value is the exit status of the process.
using Action = std::function<Result<ExitCode>()>;

/// Each command lives in a file of its own, command_<name>.cpp. `declare` adds its options, and returns what
/// is done with them once they are read.
struct Command {
  std::string_view name;
  std::string_view summary;
  Action (*declare)(Arguments& arguments);
  bool hidden = false;  ///< Not in --help: for the CMake module, or for the build of Slipway itself.
};

extern const Command attach_command;
extern const Command cancel_command;
extern const Command check_ignore_command;
extern const Command classify_command;
extern const Command collect_command;
extern const Command completion_command;
extern const Command configure_command;
extern const Command deploy_command;
extern const Command diff_command;
extern const Command doctor_command;
extern const Command exec_command;
extern const Command help_page_command;
extern const Command history_command;
extern const Command init_command;
extern const Command layers_command;
extern const Command lint_command;
extern const Command logs_command;
extern const Command metrics_command;
extern const Command plan_command;
extern const Command prune_command;
extern const Command recover_command;
extern const Command report_command;
extern const Command rollback_command;
extern const Command run_test_command;
extern const Command ship_command;
extern const Command show_command;
extern const Command status_command;
extern const Command trust_command;

}  // namespace slipway::cli
