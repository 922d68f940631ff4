#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> names(const Model& model) {
  std::vector<std::string> found;
  for (const auto& warning : model.warnings) {
    EXPECT_FALSE(warning.message.empty());
    EXPECT_FALSE(warning.fix.empty());
    found.push_back(warning.name + " " + warning.location.file + ":" + std::to_string(warning.location.line));
  }
  return found;
}

TEST(Warnings, AGoodApplicationHasNone) {
  EXPECT_THAT(names(model_of({{"compose.yaml", R"(
x-note: extensions are fine
services:
  web:
    image: web:${TAG:-1}
    volumes: ["./conf:/conf", "./data:/data"]
    healthcheck: {test: [CMD, check]}
    x-note: here as well
)"},
                              {"conf/a", "x"}})),
              IsEmpty());
}

TEST(Warnings, NameFileAndLine) {
  const Model model = model_of({{"compose.yaml", R"(services:
  web:
    image: web:${TAG}
    volumes:
      - ./app.toml:/app.toml
    env_file: secrets.env
    healthcheck:
      test: curl -f localhost || true
    enviroment: {A: 1}
    command: ${NEEDED:?which one}
sevices: {}
)"},
                                {"app.toml", "x"}});
  EXPECT_THAT(names(model),
              ElementsAre("unknown-variable compose.yaml:3", "env-file-not-in-tree compose.yaml:6",
                          "health-check-cannot-fail compose.yaml:8", "unknown-key compose.yaml:9",
                          "required-variable compose.yaml:10", "unknown-key compose.yaml:11"));
  EXPECT_THAT(model.warnings[2].message, HasSubstr("curl -f localhost || true"));
  EXPECT_THAT(model.warnings[4].message, HasSubstr("which one"));
}

TEST(Warnings, TheVariablesOfAFileAreOneAndAllAreNamed) {
  std::string text = "services:\n  web:\n    image: w\n    environment:\n";
  for (char name = 'A'; name <= 'I'; ++name) {
    text += std::string("      ") + name + ": ${X" + name + "}\n";
  }
  const Model model = model_of({{"compose.yaml", text.c_str()}});
  EXPECT_THAT(names(model), ElementsAre("unknown-variable compose.yaml:5"));
  EXPECT_THAT(model.warnings[0].message, HasSubstr("`XA`, `XB`"));
  EXPECT_THAT(model.warnings[0].message, HasSubstr("`XI`"));
}

TEST(Warnings, SeveralDefaultFiles) {
  EXPECT_THAT(names(model_of(
                  {{"compose.yaml", "services: {web: {image: w}}"}, {"docker-compose.yml", "services: {}"}})),
              ElementsAre("several-compose-files compose.yaml:0"));
}

TEST(Warnings, InactiveServicesStaySilent) {
  EXPECT_THAT(names(model_of({{"compose.yaml", R"(
services:
  web: {image: w}
  debug: {image: d, profiles: [debug], healthcheck: {test: exit 0}}
)"}})),
              IsEmpty());
}

TEST(Warnings, AnOptionalOrSwitchedOffThingIsFine) {
  EXPECT_THAT(names(model_of({{"compose.yaml", R"(
services:
  web:
    image: w
    env_file: [{path: absent.env, required: false}]
    healthcheck: {test: exit 0, disable: true}
)"}})),
              IsEmpty());
}

}  // namespace
}  // namespace slipway::compose
