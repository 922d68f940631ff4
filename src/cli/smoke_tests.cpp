#include "cli/smoke_tests.hpp"

#include "cli/print.hpp"
#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

slipway::Command ctest_command(const deploy::Settings& settings) {
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
  slipway::Command command{
      .argv = {settings.build_system.ctest_command.empty() ? "ctest" : settings.build_system.ctest_command,
               "--test-dir", settings.build_system.build_directory.native(), "--output-on-failure",
               "--no-tests=error", "--tests-regex", fmt::format("^({})$", names)}};
  if (!settings.build_system.configuration.empty()) {
    command.argv.insert(command.argv.end(), {"--build-config", settings.build_system.configuration});
  }
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
  if (listener == nullptr) {
    SLIPWAY_TRY_ASSIGN(Child ctest, Child::start(ctest_command(settings), {.in = Child::Stream::null,
                                                                           .out = Child::Stream::inherit,
                                                                           .err = Child::Stream::inherit}));
    return ctest.wait().value_or(1) == 0;
  }
  SLIPWAY_TRY_ASSIGN(Child ctest, Child::start(ctest_command(settings), {.in = Child::Stream::null}));
  LineSplitter lines;
  const auto show = [&](std::string_view line) { listener->output(line); };
  ctest.pump([&](Child::Source, std::string_view piece) {
    lines.add(piece, show);
    return true;
  });
  lines.finish(show);
  return ctest.wait().value_or(1) == 0;
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
