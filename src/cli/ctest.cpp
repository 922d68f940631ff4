#include "cli/ctest.hpp"

namespace slipway::cli {

slipway::Command ctest_command(const deploy::Settings& settings) {
  const deploy::BuildSystem& build = settings.build_system;
  slipway::Command command{.argv = {build.ctest_command.empty() ? "ctest" : build.ctest_command, "--test-dir",
                                    build.build_directory.native()}};
  if (!build.configuration.empty()) {
    command.argv.insert(command.argv.end(), {"--build-config", build.configuration});
  }
  return command;
}

}  // namespace slipway::cli
