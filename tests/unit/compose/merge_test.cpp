// What several files, `extends` and `include` come to beyond the recorded cases: mostly errors, and where
// paths start.
#include "loading.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LoadOptions files(std::initializer_list<std::string> names) {
  LoadOptions options = options_for();
  options.files = names;
  return options;
}

TEST(Merge, RefusesDifferentFormsAndNamesBothPlaces) {
  const Error error =
      error_of({{"a.yml", "services:\n  web:\n    image: a\n    deploy: {resources: {limits: {}}}\n"},
                {"b.yml", "services:\n  web:\n    deploy:\n      resources: [x]\n"}},
               files({"a.yml", "b.yml"}));
  EXPECT_THAT(error.because, HasSubstr("b.yml:4: it is a list, but a mapping in a.yml:4"));
}

TEST(Merge, AnEmptyValueTakesNothingAway) {
  const Model model =
      model_of({{"a.yml", "services: {web: {image: a, environment: {A: 1}, ports: [\"80\"]}}"},
                {"b.yml", "services: {web: {environment: , ports: , image: }}"}},
               files({"a.yml", "b.yml"}));
  EXPECT_EQ(model.services.at("web").image->value, "a");
  EXPECT_EQ(model.services.at("web").environment.at("A").value, "1");
  EXPECT_EQ(model.services.at("web").ports.size(), 1U);
}

TEST(Merge, ButAnEmptyVariableOrCommandReplaces) {
  LoadOptions options = files({"a.yml", "b.yml"});
  options.environment["PASSED"] = "through";
  const Model model = model_of(
      {{"a.yml",
        "services: {web: {image: a, environment: {PASSED: 1, OPEN: 1}, command: x, labels: {l: 1}}}"},
       {"b.yml", "services: {web: {environment: [PASSED, OPEN], command: , labels: {l: }}}"}},
      options);
  const Service& web = model.services.at("web");
  EXPECT_EQ(web.environment.at("PASSED").value, "through");
  EXPECT_FALSE(web.environment.at("OPEN").known());
  EXPECT_FALSE(web.definition.contains("command"));
}

TEST(Merge, ResetCanRemoveAWholeServiceAndWhatAThirdFileSeesIsGone) {
  const Model model =
      model_of({{"a.yml", "services: {web: {image: a, ports: [\"80:80\"]}, old: {image: old}}"},
                {"b.yml", "services: {web: {ports: !reset []}, old: !reset }"},
                {"c.yml", "services: {web: {ports: [\"90:90\"]}}"}},
               files({"a.yml", "b.yml", "c.yml"}));
  EXPECT_FALSE(model.services.contains("old"));
  ASSERT_EQ(model.services.at("web").ports.size(), 1U);
  EXPECT_EQ(model.services.at("web").ports[0].target.value, "90");
}

TEST(Extends, PathsStartFromTheFileThatHasThem) {
  const Model model =
      model_of({{"compose.yaml",
                 "services: {web: {extends: {file: base/app.yml, service: app}, volumes: [\"./v:/v\"]}}"},
                {"base/app.yml", "services: {app: {build: ., volumes: [\"./b:/b\", \"../c:/c\"]}}"}});
  const Service& web = model.services.at("web");
  EXPECT_EQ(web.build->context.path.path, "base");
  EXPECT_EQ(web.mounts[0].source.path, "base/b");
  EXPECT_EQ(web.mounts[1].source.path, "c");
  EXPECT_EQ(web.mounts[2].source.path, "v");
  EXPECT_THAT(model.related_files, ElementsAre("base/app.yml"));
}

TEST(Extends, ACycleIsShownAsAWay) {
  const Error error = error_of({{"compose.yaml", "services: {a: {extends: {file: x.yml, service: b}}}"},
                                {"x.yml", "services: {b: {extends: {file: y.yml, service: c}}}"},
                                {"y.yml", "services: {c: {extends: {file: x.yml, service: b}}}"}});
  EXPECT_THAT(error.because, HasSubstr("b (x.yml) extends c (y.yml) extends b (x.yml)"));
}

TEST(Extends, WhatLiesElsewhereIsRefused) {
  for (const char* file : {"../x.yml", "https://example.org/x.yml", "absent.yml", "${WHERE}/x.yml"}) {
    const std::string text = std::string("services: {a: {extends: {file: \"") + file + "\", service: b}}}";
    const Error error = error_of({{"compose.yaml", text.c_str()}});
    EXPECT_EQ(error.code, ExitCode::refused) << file;
    EXPECT_THAT(error.what, HasSubstr("not in the tree that is deployed")) << file;
  }
}

TEST(Extends, ABaseUsedManyTimesStaysWhatItIs) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  base: {image: base, environment: {A: 1}, profiles: [never]}
  one: {extends: base, environment: {A: 2}, profiles: !override []}
  two: {extends: base, environment: {B: 2}, profiles: !reset []}
)"}});
  EXPECT_EQ(model.services.at("base").environment.at("A").value, "1");
  EXPECT_EQ(model.services.at("one").environment.at("A").value, "2");
  EXPECT_EQ(model.services.at("two").environment.at("A").value, "1");
  EXPECT_TRUE(model.services.at("two").active);
  EXPECT_FALSE(model.services.at("base").active);
}

TEST(Include, HasItsOwnDirectoryAndVariables) {
  const Model model = model_of(
      {{"compose.yaml", "include: [db/compose.yaml]\nservices: {web: {image: \"web:${TAG:-none}\"}}"},
       {"db/compose.yaml", "services: {db: {image: \"db:${TAG}\", volumes: [\"./init:/init\"]}}"},
       {"db/.env", "TAG=7"}});
  EXPECT_EQ(model.services.at("db").image->value, "db:7");
  EXPECT_EQ(model.services.at("db").mounts[0].source.path, "db/init");
  EXPECT_EQ(model.services.at("web").image->value, "web:none");
  EXPECT_THAT(model.related_files, ElementsAre("db/.env", "db/compose.yaml"));
}

TEST(Include, RepeatsItselfOnlySoOften) {
  classify::MemoryTree tree;
  for (int i = 0; i < 20; ++i) {
    tree.add(fmt::format("{}.yml", i),
             fmt::format("include: [{0}.yml, {{path: [{0}.yml]}}]\nservices: {{}}\n", i + 1));
  }
  tree.add("20.yml", "services: {a: {image: a}}\n");
  LoadOptions options = files({"0.yml"});
  const auto model = load(tree, options);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().what, HasSubstr("256 compose files"));
}

TEST(Extends, CannotMultiplyALargeServiceWithoutLimit) {
  std::string text = "services:\n  base: {image: a, environment: {";
  for (int i = 0; i < 5000; ++i) {
    text += "V" + std::to_string(i) + ": 1, ";
  }
  text += "Z: 1}}\n";
  for (int i = 0; i < 200; ++i) {
    text += "  s" + std::to_string(i) + ": {extends: base}\n";
  }
  const Error error = error_of({{"compose.yaml", text.c_str()}});
  EXPECT_THAT(error.because, HasSubstr("`extends` repeats too much"));
}

}  // namespace
}  // namespace slipway::compose
