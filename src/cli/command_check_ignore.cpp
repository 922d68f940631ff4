#include "cli/command.hpp"
#include "image/check_ignore.hpp"

#include <iostream>

namespace slipway::cli {

void add_check_ignore(CLI::App& app, Action& action) {
  auto options = std::make_shared<image::CheckIgnoreOptions>();
  CLI::App* command = app.add_subcommand(
      "check-ignore", "Which of the paths on standard input the ignore file keeps out of the build context");
  command->add_option("--ignore-file", options->ignore_file, "The ignore file (default: .dockerignore here)");
  command->add_flag("--stdin0", options->stdin0, "Paths end in NUL instead of a newline");
  command->add_flag("--explain", options->explain, "Add the number of the deciding line");
  command->footer(
      "Prints `included<TAB>path` or `ignored<TAB>path`, all paths evaluated as one tree, as BuildKit does.");
  command->callback([options, &action] {
    action = [options]() -> Result<ExitCode> {
      return static_cast<ExitCode>(image::check_ignore(*options, std::cin, std::cout, std::cerr));
    };
  });
}

}  // namespace slipway::cli
