#include "init/written_files.hpp"

#include "util/json.hpp"

#include <gmock/gmock.h>

namespace slipway::init {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Choices pi{"hey-orac", "pi", "~/hey-orac", "pi", "", "Ninja"};

Survey one_service(std::optional<WebPort> web) {
  ServiceFacts service;
  service.name = "web";
  service.web = std::move(web);
  return Survey{{"compose.yaml"}, true, "app", {service}};
}

std::vector<std::string> paths(const std::vector<NewFile>& files) {
  std::vector<std::string> result;
  for (const NewFile& file : files) {
    result.push_back(file.path);
  }
  return result;
}

TEST(ProjectFiles, AreTheProjectItsPresetsAndTheScriptsItNeeds) {
  EXPECT_THAT(paths(project_files(one_service(WebPort{8080, "/health", true}), pi)),
              ElementsAre("CMakeLists.txt", "CMakePresets.json", "tests/smoke/answers.cmake"));
  EXPECT_THAT(paths(project_files(one_service({}), pi)),
              ElementsAre("CMakeLists.txt", "CMakePresets.json", "tests/smoke/runs.cmake"));
}

TEST(ProjectFiles, AskTheServiceWhereItAnswers) {
  const auto files = project_files(one_service(WebPort{8080, "/health", true}), pi);
  EXPECT_THAT(files[0].text, HasSubstr("slipway_add_deployment(hey-orac)\n"));
  EXPECT_THAT(files[0].text, HasSubstr("-DPORT=8080 [=[-DASK=/health]=] -DSUCCESS=ON"));
  EXPECT_THAT(files[0].text, Not(HasSubstr("COMPOSE_FILES")));
  // A person's own .gitignore is not written over, and a toolchain file does not hide the package.
  EXPECT_THAT(files[0].text, HasSubstr("if(NOT PROJECT_BINARY_DIR STREQUAL PROJECT_SOURCE_DIR AND NOT EXISTS "
                                       "\"${PROJECT_BINARY_DIR}/.gitignore\")"));
  EXPECT_THAT(files[0].text, HasSubstr("NO_CMAKE_FIND_ROOT_PATH"));
}

TEST(ProjectFiles, NameComposeFilesThatComposeDoesNotFind) {
  Survey survey = one_service({});
  survey.compose_files = {"deploy/my app.yml"};
  survey.default_files = false;
  EXPECT_THAT(project_files(survey, pi)[0].text, HasSubstr("COMPOSE_FILES [=[deploy/my app.yml]=]"));
}

TEST(ProjectFiles, NameTheFilesThatGitDoesNotHave) {
  Choices choices = pi;
  choices.env_files = {".env", "conf/a b.env"};
  choices.secret_files = {"keys/token"};
  EXPECT_THAT(project_files(one_service({}), choices)[0].text,
              HasSubstr("slipway_add_deployment(hey-orac\n  ENV_FILES .env [=[conf/a b.env]=]\n"
                        "  SECRET_FILES keys/token)\n"));
}

TEST(ProjectFiles, HavePresetsThatToolsCanShow) {
  Choices choices = pi;
  choices.directory = "/srv/${sourceDir}/\"x\"";
  const auto presets = parse_json(project_files(one_service({}), choices)[1].text, "presets");
  ASSERT_TRUE(presets);
  EXPECT_FALSE(presets->contains("vendor"));
  const Json& preset = presets->at("configurePresets").at(1);
  EXPECT_EQ(preset.at("name"), "pi");
  EXPECT_NE(preset.at("displayName"), "");
  EXPECT_NE(preset.at("description"), "");
  // A preset that inherits this one goes to the same place under the same name.
  EXPECT_EQ(preset.at("cacheVariables").at("SLIPWAY_ENVIRONMENT"), "pi");
  std::vector<std::string> builds;
  for (const Json& build : presets->at("buildPresets")) {
    builds.push_back(build.at("name").get<std::string>() + ": " +
                     build.at("targets").at(0).get<std::string>());
    EXPECT_NE(build.at("displayName"), "");
  }
  EXPECT_THAT(builds, ElementsAre("pi: deploy", "pi-plan: deploy-plan", "pi-status: deploy-status",
                                  "pi-rollback: deploy-rollback"));
  EXPECT_EQ(preset.at("cacheVariables").at("SLIPWAY_DIRECTORY"), "/srv/${dollar}{sourceDir}/\"x\"");
  for (const char* kind : {"buildPresets", "testPresets", "workflowPresets"}) {
    EXPECT_EQ(presets->at(kind).at(0).at("name"), "pi");
    EXPECT_TRUE(presets->at(kind).at(0).contains("displayName"));
  }
}

TEST(Check, RefusesWhatTheModuleWouldRefuse) {
  EXPECT_TRUE(check(pi));
  const auto with = [](auto member, const char* value) {
    Choices choices = pi;
    choices.*member = value;
    return check(choices).has_value();
  };
  for (const char* host : {"", "-oProxyCommand=x", "a b", "a;b", "$(x)", "`x`"}) {
    EXPECT_FALSE(with(&Choices::host, host)) << host;
  }
  EXPECT_TRUE(with(&Choices::host, "ada@pi.local"));
  for (const char* directory : {"app", "/", "~", "~/", "~/a/../b", "/a/./b", "~/a\nb"}) {
    EXPECT_FALSE(with(&Choices::directory, directory)) << directory;
  }
  EXPECT_TRUE(with(&Choices::directory, "/srv/my app"));
  for (const char* name : {"", "-a", "a b", "a..b", "a.", "a.lock", "full", "rollback"}) {
    EXPECT_FALSE(with(&Choices::name, name)) << name;
  }
  EXPECT_FALSE(with(&Choices::environment, "environment"));
}

TEST(NameFrom, MakesANameOfAnything) {
  EXPECT_EQ(name_from("hey-orac"), "hey-orac");
  EXPECT_EQ(name_from("My App (2)"), "My-App-2");
  EXPECT_EQ(name_from("--x"), "x");
  EXPECT_EQ(name_from("日本"), "app");
  EXPECT_EQ(name_from("logs"), "logs-app");
  EXPECT_EQ(name_from("10.0.0.5"), "10-0-0-5");
}

}  // namespace
}  // namespace slipway::init
