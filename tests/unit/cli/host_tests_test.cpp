#include "cli/host_tests.hpp"

#include "deploy/plan/settings.hpp"
#include "util/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::cli {
namespace {

constexpr std::string_view listing = R"({"kind": "ctestInfo", "tests": [
  {"name": "other", "command": ["/b/other"]},
  {"name": "reading", "command": ["/usr/bin/slipway", "run-test", "--settings", "/b/settings.json", "--", "/b/reading"]},
  {"name": "not built"},
  {"name": "of another deployment", "command": ["/usr/bin/slipway", "run-test", "--settings", "/c/settings.json", "--", "/b/x"]},
  {"name": "launched", "command": ["nice", "slipway", "run-test", "--settings", "/b/settings.json", "--", "/b/y", "z"]}]})";

TEST(HostTests, AreThoseThatGoThroughTheHelperWithTheseSettings) {
  const auto numbers = numbers_of_host_tests(listing, "/b/settings.json");
  ASSERT_TRUE(numbers) << numbers.error().because;
  EXPECT_EQ(*numbers, (std::vector<std::size_t>{2, 5}));
  EXPECT_TRUE(numbers_of_host_tests(listing, "/d/settings.json")->empty());
  EXPECT_FALSE(numbers_of_host_tests("No tests were found!!!", "/b/settings.json"));
}

class Silent final : public deploy::Listener {
 public:
  void plan(const classify::Plan& /*plan*/) override {}
  void note(std::string_view /*text*/) override {}
  void step(std::string_view /*name*/) override {}
  void step_done(std::string_view /*name*/, double /*seconds*/) override {}
  void output(std::string_view line) override { told += std::string(line) + "\n"; }
  void health(std::string_view /*state*/) override {}
  void image(std::string_view /*service*/) override {}
  void transfer(const deploy::Transfer& /*transfer*/) override {}
  void failure_log(std::string_view /*service*/) override {}
  void failure_log_end() override {}

  std::string told;
};

/// What the host is told if CTest lists one test of the deployment, or none, and then does what `script`
/// says.
std::string word(const std::string& script, Silent& listener, bool has_tests = true) {
  const auto directory = TemporaryDirectory::create();
  const std::filesystem::path place = directory->path();
  deploy::Settings settings;
  settings.file = place / "settings.json";
  settings.build_system.build_directory = place;
  settings.build_system.ctest_command = (place / "a ctest").native();
  settings.build_system.configuration = "Debug";
  const std::string test = R"({"command": ["slipway", "run-test", "--settings", ")" + settings.file.native() +
                           R"(", "--", "/b/a"]})";
  EXPECT_TRUE(write_file(place / "list", R"({"tests": [)" + (has_tests ? test : std::string{}) + "]}"));
  EXPECT_TRUE(write_file(settings.build_system.ctest_command,
                         "#!/bin/sh\ncd \"" + place.native() +
                             "\"\ncase \"$*\" in *show-only*) exec cat list ;; esac\n"
                             "mkdir -p Testing/Temporary\n" +
                             script));
  std::filesystem::permissions(settings.build_system.ctest_command, std::filesystem::perms::owner_all);
  const auto answer = run_host_tests(settings, "/srv/app/.slipway/runs/1-ab", listener);
  return answer ? *answer : "error: " + answer.error().what;
}

TEST(HostTests, TheirResultIsToldToTheHost) {
  Silent listener;
  const std::string results =
      "printf '<testsuite "
      "name=\"(empty)\"\\n\\ttests=\"3\"\\n\\tfailures=\"0\"\\n\\tdisabled=\"1\"\\n\\tskipped=\"%s\"\\n\\t>'"
      " ";
  EXPECT_EQ(word("echo \"$SLIPWAY_TEST_RUN $*\"\n" + results + "0 >tests.xml\n", listener), "yes 2");
  EXPECT_NE(listener.told.find("/srv/app/.slipway/runs/1-ab --test-dir"), std::string::npos) << listener.told;
  EXPECT_NE(listener.told.find("--build-config Debug"), std::string::npos) << listener.told;
  EXPECT_NE(listener.told.find("--tests-information 0,0,0,1\n"), std::string::npos) << listener.told;
  EXPECT_EQ(word("printf '1:a\\n2:b c\\n' >Testing/Temporary/LastTestsFailed.log\nexit 8\n", listener),
            "no tests did not pass in the new image: a, b c");
  EXPECT_EQ(word(results + "2 >tests.xml\n", listener),
            "no every test was disabled or skipped, so none says that the image is good");
  EXPECT_EQ(word("exit 1\n", listener), "no ctest failed in the new image");
  EXPECT_EQ(word("", listener, false), "no no test of CTest runs a target of slipway_run_tests_in()");
}

}  // namespace
}  // namespace slipway::cli
