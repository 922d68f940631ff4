#include "deploy/plan/image_facts.hpp"

#include "planned_application.hpp"
#include "util/file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace slipway::deploy {
namespace {

/// While it lives, `git` in PATH writes down that it was started.
class CountedGit {
 public:
  CountedGit() : directory_(*TemporaryDirectory::create()), path_(std::getenv("PATH")) {
    const auto program = directory_.path() / "git";
    std::ofstream(program) << fmt::format("#!/bin/sh\necho x >>'{}'\nPATH='{}' exec git \"$@\"\n",
                                          log().native(), path_);
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ::setenv("PATH", fmt::format("{}:{}", directory_.path().native(), path_).c_str(), 1);
  }
  ~CountedGit() { ::setenv("PATH", path_.c_str(), 1); }
  CountedGit(const CountedGit&) = delete;
  CountedGit& operator=(const CountedGit&) = delete;

  std::ptrdiff_t times() const {
    const auto text = read_file(log());
    return text ? std::count(text->begin(), text->end(), '\n') : 0;
  }

 private:
  std::filesystem::path log() const { return directory_.path() / "log"; }

  TemporaryDirectory directory_;
  std::string path_;
};

/// How often git is started for the plan of an application of that many images, all built by one release,
/// after a .gitattributes file has changed.
std::ptrdiff_t times_of_git(int images) {
  std::string compose = "services:\n";
  PlannedApplication::Files written{{".gitattributes", "* text=auto\n"}, {"a.txt", "a\n"}};
  for (int number = 0; number < images; ++number) {
    compose += fmt::format("  s{}: {{build: ./s{}}}\n", number, number);
    written[fmt::format("s{}/Dockerfile", number)] = "FROM a:1\nCOPY . /x\n";
    written[fmt::format("s{}/a.txt", number)] = "a\n";
  }
  written["compose.yaml"] = compose;
  PlannedApplication app(written);
  app.deploy();
  app.write({{".gitattributes", "* text eol=crlf\n"}});
  const CountedGit git;
  const auto planned = app.release();
  EXPECT_TRUE(planned) << planned.error().because;
  for (int number = 0; planned && number < images; ++number) {
    EXPECT_TRUE(builds(planned->plan, fmt::format("s{}", number))) << "its file is written anew";
  }
  return git.times();
}

TEST(ImageFacts, ImagesOfOneReleaseAreComparedWithItOnce) {
  const auto of_one = times_of_git(1);
  EXPECT_GT(of_one, 0);
  EXPECT_EQ(times_of_git(6), of_one);
}

/// The sentence of the plan about the settings of a build, empty if there is none.
std::string settings_reason(const classify::Plan& plan) {
  for (const classify::Reason& reason : plan.reasons) {
    if (reason.code == classify::ReasonCode::build_settings) {
      return reason.text;
    }
  }
  return {};
}

PlannedApplication::Files built_with(const std::string& build) {
  return {{"compose.yaml", "services:\n  web:\n    build:\n      context: .\n" + build},
          {"Dockerfile", "FROM a:1 AS one\nFROM one AS two\nARG VERSION\nARG DEBUG\nRUN x\n"}};
}

TEST(ImageFacts, NamesTheBuildSettingsThatChanged) {
  const std::string sentence = "web is built with other settings than before: ";
  const std::string args = "      args: {VERSION: \"1\", DEBUG: \"no\"}\n";
  EXPECT_EQ(settings_reason(PlannedApplication(built_with(args)).plan_of(built_with(args))), "");
  EXPECT_EQ(settings_reason(PlannedApplication(built_with(args))
                                .plan_of(built_with("      args: {VERSION: \"secret\", DEBUG: \"no\"}\n"))),
            sentence + "build argument VERSION")
      << "the name, and never the value";
  EXPECT_EQ(settings_reason(PlannedApplication(built_with(args))
                                .plan_of(built_with("      args: {VERSION: \"1\"}\n      target: one\n"))),
            sentence + "target, build argument DEBUG");
}

TEST(ImageFacts, SettingsOfABuildThatAreNotInTheComposeFileAreNamedByTheirKeywords) {
  PlannedApplication app(built_with(""));
  app.deploy();
  app.settings.build.args["VERSION"] = "2";
  EXPECT_EQ(settings_reason(app.release()->plan),
            "web is built with other settings than before: not those of the compose file, so BUILD_ARGS, "
            "BUILDER, BUILD_ON or PLATFORM");
  app.write(built_with("      target: one\n"));
  EXPECT_EQ(settings_reason(app.release()->plan),
            "web is built with other settings than before: target, others that are not in the compose file");
}

}  // namespace
}  // namespace slipway::deploy
