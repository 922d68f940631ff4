#include "cli/host_tests.hpp"

#include "cli/smoke_tests.hpp"
#include "deploy/host_test.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <mutex>

namespace slipway::cli {
namespace {

/// More names than this are not listed in a sentence.
constexpr std::size_t most_failed_names = 5;

slipway::Command ctest_of(const deploy::Settings& settings, const std::string& run_directory) {
  slipway::Command command{
      .argv = {settings.build_system.ctest_command.empty() ? "ctest" : settings.build_system.ctest_command,
               "--test-dir", settings.build_system.build_directory.native()},
      .environment = {{deploy::test_run_variable, run_directory},
                      {deploy::test_host_variable, settings.place.host}}};
  if (!settings.build_system.configuration.empty()) {
    command.argv.insert(command.argv.end(), {"--build-config", settings.build_system.configuration});
  }
  return command;
}

/// What CTest notes of its last run: "3:reading", a line for each.
std::string failed_tests(const std::filesystem::path& note) {
  std::vector<std::string> names;
  for (const std::string& line : split(trim(read_file(note).value_or(std::string{})), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) {
      continue;
    }
    if (names.size() == most_failed_names) {
      names.emplace_back("…");
      break;
    }
    names.push_back(printable(line.substr(colon + 1)));
  }
  return join(names, ", ");
}

}  // namespace

Result<std::vector<std::size_t>> numbers_of_host_tests(std::string_view listing,
                                                       const std::filesystem::path& settings_file) {
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(std::string(listing), "what ctest lists"));
  std::vector<std::size_t> numbers;
  std::size_t number = 0;
  for (const Json& test : json.value("tests", Json::array())) {
    ++number;
    const auto command = test.value("command", std::vector<std::string>{});
    for (std::size_t i = 0; i + 2 < command.size(); ++i) {
      if (command[i] == "run-test" && command[i + 1] == "--settings" &&
          command[i + 2] == settings_file.native()) {
        numbers.push_back(number);
        break;
      }
    }
  }
  return numbers;
}

Result<std::string> run_host_tests(const deploy::Settings& settings, const std::string& run_directory,
                                   deploy::Listener& listener) {
  // CTest notes in one place which tests have failed, whichever host they ran on.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  slipway::Command list = ctest_of(settings, run_directory);
  list.argv.emplace_back("--show-only=json-v1");
  SLIPWAY_TRY_ASSIGN(const std::string listing, run_checked(list, "list the tests"));
  SLIPWAY_TRY_ASSIGN(const auto numbers, numbers_of_host_tests(listing, settings.file));
  if (numbers.empty()) {
    return std::string("no no test of CTest runs a target of slipway_run_tests_in()");
  }
  slipway::Command ctest = ctest_of(settings, run_directory);
  std::string chosen = "0,0,0";
  for (const std::size_t number : numbers) {
    chosen += fmt::format(",{}", number);
  }
  ctest.argv.insert(ctest.argv.end(),
                    {"--output-on-failure", "--no-tests=error", "--output-junit",
                     (settings.host_directory() / "tests.xml").native(), "--tests-information", chosen});
  std::error_code ignored;
  std::filesystem::create_directories(settings.host_directory(), ignored);
  const std::filesystem::path note =
      settings.build_system.build_directory / "Testing" / "Temporary" / "LastTestsFailed.log";
  std::filesystem::remove(note, ignored);
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(ctest, {.in = Child::Stream::null}));
  LineSplitter lines;
  const auto show = [&](std::string_view line) { listener.output(line); };
  child.pump([&](Child::Source, std::string_view piece) {
    lines.add(piece, show);
    return true;
  });
  lines.finish(show);
  if (child.wait().value_or(1) == 0) {
    return fmt::format("yes {}", numbers.size());
  }
  const std::string failed = failed_tests(note);
  return failed.empty() ? std::string("no ctest failed in the new image")
                        : fmt::format("no tests failed in the new image: {}", failed);
}

deploy::ClientTests client_tests(const deploy::Settings& settings, deploy::Listener& listener) {
  return {.smoke_tests = [&] { return run_smoke_tests(settings, &listener); },
          .host_tests =
              [&](const std::string& run_directory) {
                return run_host_tests(settings, run_directory, listener);
              }};
}

}  // namespace slipway::cli
