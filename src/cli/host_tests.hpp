#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/waiting.hpp"
#include "deploy/run/listener.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::cli {

/// The numbers that CTest gives to the tests of slipway_run_tests_in(): those whose command goes through
/// `slipway run-test` with this settings file. `listing` is what `ctest --show-only=json-v1` prints.
Result<std::vector<std::size_t>> numbers_of_host_tests(std::string_view listing,
                                                       const std::filesystem::path& settings_file);

/// How many tests have passed by the JUnit file that CTest writes: neither failed, nor disabled, nor skipped.
std::size_t passed_tests(std::string_view junit);

/// Has CTest run them in the new images of the run, which its directory on the host names. Their output goes
/// to the listener, and tests.xml beside the settings (JUnit). What the host is told: "yes" and how many
/// passed, or "no" and why. Error: CTest cannot be started.
Result<std::string> run_host_tests(const deploy::Settings& settings, const std::string& run_directory,
                                   deploy::Listener& listener);

/// What a run may ask this machine for: its smoke tests, and these.
deploy::ClientTests client_tests(const deploy::Settings& settings, deploy::Listener& listener);

}  // namespace slipway::cli
