#include "cli/smoke_tests.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::cli {
namespace {

/// The words with which CTest is called for a configuration, one a line.
std::string words_for(const std::string& configuration) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(directory);
  const std::filesystem::path ctest = directory->path() / "a ctest";
  EXPECT_TRUE(write_file(ctest, "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$0.words\"\n"));
  std::filesystem::permissions(ctest, std::filesystem::perms::owner_all);
  deploy::Settings settings;
  settings.place.deployment = "web";
  settings.build_system.build_directory = directory->path();
  settings.build_system.ctest_command = ctest.native();
  settings.build_system.configuration = configuration;
  settings.commands.smoke_tests.resize(1);
  settings.commands.smoke_tests[0].name = "answers";
  EXPECT_TRUE(run_smoke_tests(settings, nullptr).value_or(false));
  return read_file(ctest.native() + ".words").value_or("");
}

TEST(SmokeTests, AreThoseOfTheConfigurationThatIsBuilt) {
  EXPECT_NE(words_for("Release").find("\n--build-config\nRelease\n"), std::string::npos);
}

TEST(SmokeTests, HaveNoConfigurationIfThereIsOnlyOne) {
  EXPECT_EQ(words_for("").find("--build-config"), std::string::npos);
}

}  // namespace
}  // namespace slipway::cli
