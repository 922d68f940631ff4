#pragma once

#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The environment variable that names the run, by its directory on the host, in whose new images tests run.
/// Without it they run in the images that the services run with.
constexpr const char* test_run_variable = "SLIPWAY_TEST_RUN";
/// And on which host of a fleet.
constexpr const char* test_host_variable = "SLIPWAY_TEST_HOST";

/// A test program of slipway_run_tests_in().
struct HostTest {
  std::vector<std::string> command;  ///< The program, by its absolute path, and its arguments.
  std::filesystem::path working_directory;
  std::string run_directory;  ///< What test_run_variable says.
};

/// What the program needs in the container, absolute: itself, the libraries in directories of the project or
/// its build that its run path leads to, and the settings' own files. Error: one of them does not exist.
Result<std::vector<std::filesystem::path>> files_of_test(const Settings& settings,
                                                         const std::filesystem::path& program);

/// Runs the program on the host, in the image of the service of the settings, with our own output. Returns
/// its exit status, or nothing if the host could not start it and has said why on standard error. The end of
/// this process ends the program. Errors: the host cannot be reached, or the connection was lost.
Result<std::optional<int>> run_host_test(const Settings& settings, const HostTest& test);

}  // namespace slipway::deploy
