#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Build, ShortFormIsTheContext) {
  const Model model =
      model_of({{"compose.yaml", "services: {web: {build: ./web/}}"}, {"web/Dockerfile", "FROM x"}});
  const Build& build = *model.services.at("web").build;
  EXPECT_EQ(build.context.kind, BuildContext::Kind::directory);
  EXPECT_EQ(build.context.path.path, "web");
  EXPECT_EQ(build.context.path.content, Content::directory);
  EXPECT_EQ(build.dockerfile.value, "Dockerfile");
  EXPECT_EQ(build.dockerfile_path->path, "web/Dockerfile");
  EXPECT_EQ(build.dockerfile_path->content, Content::file);
  EXPECT_FALSE(build.dockerfile_inline);
}

TEST(Build, ContextsOfAllKinds) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  git: {build: "https://example.org/a.git"}
  outside: {build: ../beside}
  root:
    build:
      context: .
      dockerfile: docker/Dockerfile
      additional_contexts: [here=./here, "image=docker-image://alpine", "other=service:git"]
)"}});
  EXPECT_EQ(model.services.at("git").build->context.kind, BuildContext::Kind::remote);
  EXPECT_FALSE(model.services.at("git").build->dockerfile_path);
  EXPECT_EQ(model.services.at("outside").build->context.path.place, Place::outside);
  EXPECT_EQ(model.services.at("outside").build->dockerfile_path->path, "../beside/Dockerfile");
  const Build& root = *model.services.at("root").build;
  EXPECT_EQ(root.context.path.path, "");
  EXPECT_EQ(root.dockerfile_path->path, "docker/Dockerfile");
  EXPECT_EQ(root.additional_contexts.at("here").path.path, "here");
  EXPECT_EQ(root.additional_contexts.at("image").kind, BuildContext::Kind::image);
  EXPECT_EQ(root.additional_contexts.at("other").service, "git");
}

TEST(Build, ArgumentsWithoutValueComeFromTheSettingsOrStayOpen) {
  LoadOptions options = options_for();
  options.environment["KNOWN"] = "k";
  const Model model = model_of(
      {{"compose.yaml", "services: {web: {build: {context: ., args: [KNOWN, OPEN, A=1, \"B=${OPEN}\"]}}}"}},
      options);
  const Variables& args = model.services.at("web").build->args;
  EXPECT_EQ(args.at("KNOWN").value, "k");
  EXPECT_TRUE(args.at("KNOWN").known());
  EXPECT_THAT(args.at("OPEN").unknown, ElementsAre("OPEN"));
  EXPECT_EQ(args.at("A").value, "1");
  EXPECT_THAT(args.at("B").unknown, ElementsAre("OPEN"));
}

TEST(Build, AnOpenContextIsUnknown) {
  const Model model = model_of({{"compose.yaml", "services: {web: {build: \"./${WHICH}\"}}"}});
  EXPECT_EQ(model.services.at("web").build->context.path.place, Place::unknown);
  EXPECT_FALSE(model.services.at("web").build->dockerfile_path);
}

TEST(Build, EverythingElse) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web:
    build:
      context: .
      dockerfile_inline: FROM x
      target: final
      network: host
      shm_size: 1gb
      platforms: [linux/arm64]
      cache_from: [a]
      cache_to: [b]
      tags: [t]
      ssh: {default: , key: ./id}
      secrets: [token, {source: other, target: x}]
      labels: [l=1]
      extra_hosts: {h: 1.2.3.4}
      no_cache: true
      pull: "true"
      privileged: true
secrets: {token: {file: ./t}, other: {environment: X}}
)"}});
  const Build& build = *model.services.at("web").build;
  EXPECT_EQ(build.dockerfile_inline->value, "FROM x");
  EXPECT_TRUE(build.dockerfile.empty());
  EXPECT_EQ(build.target->value, "final");
  EXPECT_EQ(build.network->value, "host");
  EXPECT_EQ(build.shm_size->value, "1gb");
  EXPECT_EQ(build.platforms.at(0).value, "linux/arm64");
  EXPECT_EQ(build.cache_from.at(0).value, "a");
  EXPECT_EQ(build.cache_to.at(0).value, "b");
  EXPECT_EQ(build.tags.at(0).value, "t");
  EXPECT_EQ(build.ssh.at(0).value, "default");
  EXPECT_EQ(build.ssh.at(1).value, "key=./id");
  EXPECT_THAT(build.secrets, ElementsAre("token", "other"));
  EXPECT_EQ(build.labels.at("l").value, "1");
  EXPECT_EQ(build.extra_hosts.at(0).value, "h=1.2.3.4");
  EXPECT_TRUE(build.no_cache && build.pull && build.privileged);
}

TEST(Build, WrongTypesNameTheKey) {
  const Error error = error_of({{"compose.yaml", "services:\n  web:\n    build:\n      args: {A: [1]}\n"}});
  EXPECT_THAT(error.what, HasSubstr("services.web.build.args"));
  EXPECT_THAT(error.because, HasSubstr("compose.yaml:4"));
}

}  // namespace
}  // namespace slipway::compose
