#include "cli/smoke_tests.hpp"

#include "cli/print.hpp"
#include "util/process.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {

Result<bool> run_smoke_tests(const deploy::Settings& settings) {
  if (settings.smoke_tests.empty()) {
    say("slipway: no smoke tests (slipway_add_smoke_test adds one)");
    return true;
  }
  std::string names;
  for (const deploy::SmokeTest& test : settings.smoke_tests) {
    std::string escaped;
    for (const char character : fmt::format("{}.{}", settings.deployment, test.name)) {
      const bool special = std::string_view("^$.*+?()[]{}|\\").find(character) != std::string_view::npos;
      escaped += special ? fmt::format("\\{}", character) : std::string(1, character);
    }
    names += (names.empty() ? "" : "|") + escaped;
  }
  std::fflush(stdout);
  SLIPWAY_TRY_ASSIGN(
      Child ctest,
      Child::start(
          {.argv = {"ctest", "--test-dir", settings.build_directory.native(), "--output-on-failure",
                    "--no-tests=error", "--tests-regex", fmt::format("^({})$", names)}},
          {.in = Child::Stream::null, .out = Child::Stream::inherit, .err = Child::Stream::inherit}));
  const std::optional<int> status = ctest.wait();
  return status.value_or(1) == 0;
}

}  // namespace slipway::cli
