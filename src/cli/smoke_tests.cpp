#include "cli/smoke_tests.hpp"

#include "cli/ctest.hpp"
#include "cli/print.hpp"
#include "deploy/build_here/build_here.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

slipway::Command smoke_tests_command(const deploy::Settings& settings) {
  std::string names;
  for (const deploy::SmokeTest& test : settings.commands.smoke_tests) {
    std::string escaped;
    const std::string of_host = settings.place.of_fleet ? settings.place.host + "." : std::string{};
    for (const char character : fmt::format("{}.{}{}", settings.place.deployment, of_host, test.name)) {
      const bool special = std::string_view("^$.*+?()[]{}|\\").find(character) != std::string_view::npos;
      escaped += special ? fmt::format("\\{}", character) : std::string(1, character);
    }
    names += (names.empty() ? "" : "|") + escaped;
  }
  slipway::Command command = ctest_command(settings);
  command.argv.insert(command.argv.end(), {"--output-on-failure", "--no-tests=error", "--tests-regex",
                                           fmt::format("^({})$", names)});
  return command;
}

}  // namespace

Result<bool> run_smoke_tests(const deploy::Settings& settings, deploy::Listener* listener) {
  if (settings.commands.smoke_tests.empty()) {
    const char* const none = "no smoke tests (slipway_add_smoke_test adds one)";
    if (listener != nullptr) {
      listener->note(none);
    } else {
      say(std::string("slipway: ") + none);
    }
    return true;
  }
  std::fflush(stdout);
  const slipway::Command command = smoke_tests_command(settings);
  if (listener == nullptr) {
    SLIPWAY_TRY_ASSIGN(Child ctest, Child::start(command, {.in = Child::Stream::null,
                                                           .out = Child::Stream::inherit,
                                                           .err = Child::Stream::inherit}));
    return ctest.wait().value_or(1) == 0;
  }
  SLIPWAY_TRY_ASSIGN(const int status, deploy::run_shown(command, *listener));
  return status == 0;
}

Result<void> check_confirmation(const deploy::Settings& settings) {
  if (!settings.switchover.confirm_from_client || !settings.commands.smoke_tests.empty()) {
    return {};
  }
  return fail(
      ExitCode::refused, "CONFIRM_FROM_CLIENT needs a smoke test",
      "this build directory has none, so every release would be confirmed",
      fmt::format("cmake {} -D BUILD_TESTING=ON   (configures the tests), or leave CONFIRM_FROM_CLIENT out",
                  shell_quote_if_needed(settings.build_system.build_directory.native())));
}

}  // namespace slipway::cli
