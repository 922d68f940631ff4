#include "cli/host_tests.hpp"

#include "cli/ctest.hpp"
#include "cli/smoke_tests.hpp"
#include "deploy/build_here/build_here.hpp"
#include "deploy/host_test.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace slipway::cli {
namespace {

/// More names than this are not listed in a sentence.
constexpr std::size_t most_failed_names = 5;

slipway::Command ctest_of(const deploy::Settings& settings, const std::string& run_directory) {
  slipway::Command command = ctest_command(settings);
  command.environment = {{deploy::test_run_variable, run_directory},
                         {deploy::test_host_variable, settings.place.host}};
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

/// A number among the attributes of the first element of CTest's JUnit file: `<testsuite … tests="3"`.
std::size_t attribute(std::string_view element, std::string_view name) {
  const std::size_t at = element.find(fmt::format("\t{}=\"", name));
  const std::size_t other = element.find(fmt::format(" {}=\"", name));
  const std::size_t start = std::min(at, other);
  return start == std::string_view::npos
             ? 0
             : number_of<std::size_t>(
                   element.substr(start + name.size() + 3,
                                  element.find('"', start + name.size() + 3) - start - name.size() - 3))
                   .value_or(0);
}

}  // namespace

std::size_t passed_tests(std::string_view junit) {
  const std::size_t start = junit.find("<testsuite");
  if (start == std::string_view::npos) {
    return 0;
  }
  const std::string_view element = junit.substr(start, junit.find('>', start) - start);
  const std::size_t others =
      attribute(element, "failures") + attribute(element, "disabled") + attribute(element, "skipped");
  return attribute(element, "tests") - std::min(attribute(element, "tests"), others);
}

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
  const std::filesystem::path results = settings.host_directory() / "tests.xml";
  slipway::Command ctest = ctest_of(settings, run_directory);
  std::string chosen = "0,0,0";
  for (const std::size_t number : numbers) {
    chosen += fmt::format(",{}", number);
  }
  ctest.argv.insert(ctest.argv.end(), {"--output-on-failure", "--no-tests=error", "--output-junit",
                                       results.native(), "--tests-information", chosen});
  std::error_code ignored;
  std::filesystem::create_directories(settings.host_directory(), ignored);
  const std::filesystem::path note =
      settings.build_system.build_directory / "Testing" / "Temporary" / "LastTestsFailed.log";
  std::filesystem::remove(note, ignored);
  std::filesystem::remove(results, ignored);
  SLIPWAY_TRY_ASSIGN(const int status, deploy::run_shown(ctest, listener));
  if (status != 0) {
    const std::string failed = failed_tests(note);
    return failed.empty() ? std::string("no ctest failed in the new image")
                          : fmt::format("no tests did not pass in the new image: {}", failed);
  }
  // CTest counts a test that is disabled or skipped as no failure.
  const std::size_t passed = passed_tests(read_file(results).value_or(std::string{}));
  return passed == 0
             ? std::string("no every test was disabled or skipped, so none says that the image is good")
             : fmt::format("yes {}", passed);
}

deploy::ClientTests client_tests(const deploy::Settings& settings, deploy::Listener& listener) {
  return {.smoke_tests = [&] { return run_smoke_tests(settings, &listener); },
          .host_tests =
              [&](const std::string& run_directory) {
                return run_host_tests(settings, run_directory, listener);
              }};
}

}  // namespace slipway::cli
