#include "cli/run.hpp"

#include "cli/command.hpp"

#include <csignal>

namespace slipway::cli {

int run(int argc, char** argv) {
  // A reader that goes away (`slipway plan | head`) is an ordinary end; writes report it.
  std::signal(SIGPIPE, SIG_IGN);
  return parse_and_run(
      {&plan_command, &deploy_command, &rollback_command, &ship_command, &attach_command, &cancel_command,
       &status_command, &logs_command, &history_command, &show_command, &diff_command, &classify_command,
       &layers_command, &lint_command, &check_ignore_command},
      argc, argv);
}

}  // namespace slipway::cli
