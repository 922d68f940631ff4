#include "cli/command.hpp"
#include "image/ignore/check_ignore.hpp"

#include <iostream>

namespace slipway::cli {
namespace {

Action declare_check_ignore(Arguments& arguments) {
  auto options = std::make_shared<image::CheckIgnoreOptions>();
  arguments.option("--ignore-file", options->ignore_file, "The ignore file (default: .dockerignore here)");
  arguments.flag("--stdin0", options->stdin0, "Paths end in NUL instead of a newline");
  arguments.flag("--explain", options->explain, "Add the number of the deciding line");
  arguments.footer(
      "Prints `included<TAB>path` or `ignored<TAB>path`, all paths evaluated as one tree, as BuildKit does.");
  return [options]() -> Result<ExitCode> {
    SLIPWAY_TRY(image::check_ignore(*options, std::cin, std::cout, std::cerr));
    return ExitCode::success;
  };
}

}  // namespace

const Command check_ignore_command{
    "check-ignore",
    "Show which of the paths on standard input the ignore file keeps out of the build context",
    declare_check_ignore};

}  // namespace slipway::cli
