#include "cli/run.hpp"

#include <csignal>

namespace slipway::cli {

const std::vector<const Command*>& all_commands() {
  static const std::vector<const Command*> commands{
      &init_command,     &plan_command,      &deploy_command,   &rollback_command,     &ship_command,
      &attach_command,   &cancel_command,    &recover_command,  &status_command,       &logs_command,
      &history_command,  &show_command,      &diff_command,     &exec_command,         &run_test_command,
      &doctor_command,   &report_command,    &metrics_command,  &prune_command,        &trust_command,
      &classify_command, &layers_command,    &lint_command,     &check_ignore_command, &completion_command,
      &collect_command,  &configure_command, &help_page_command};
  return commands;
}

int run(int argc, char** argv) {
  // A reader that goes away (`slipway plan | head`) is an ordinary end; writes report it.
  std::signal(SIGPIPE, SIG_IGN);
  return parse_and_run(all_commands(), argc, argv);
}

}  // namespace slipway::cli
