#include "cli/command.hpp"
#include "cli/completion.hpp"
#include "cli/print.hpp"
#include "cli/run.hpp"

namespace slipway::cli {
namespace {

Action declare_completion(Arguments& arguments) {
  auto shell = std::make_shared<std::string>();
  arguments.required_choice("shell", *shell, {"bash", "zsh", "fish"}, "bash, zsh or fish");
  return [shell]() -> Result<ExitCode> {
    const std::vector<CommandEntry> commands = describe(all_commands());
    print_as_is(*shell == "bash"  ? bash_completion(commands)
                : *shell == "zsh" ? zsh_completion(commands)
                                  : fish_completion(commands));
    return ExitCode::success;
  };
}

}  // namespace

const Command completion_command{"completion", "Print the completion script for a shell", declare_completion};

}  // namespace slipway::cli
