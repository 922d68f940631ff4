#include "init/survey.hpp"

#include "classify/memory_tree.hpp"

#include <gmock/gmock.h>

namespace slipway::init {
namespace {

using testing::HasSubstr;

ServiceFacts service_of(const std::string& compose, const std::string& dockerfile = "FROM scratch\n") {
  classify::MemoryTree tree;
  tree.add("compose.yaml", compose);
  tree.add("Dockerfile", dockerfile);
  const auto found = survey(tree, {}, "~/app");
  EXPECT_TRUE(found) << found.error().because;
  EXPECT_EQ(found->services.size(), 1U);
  return found->services.at(0);
}

TEST(LocalHttpPath, IsThatOfTheMachineItselfAndOfThePort) {
  EXPECT_EQ(local_http_path("curl -f http://localhost:8000/health || exit 1", 8000), "/health");
  EXPECT_EQ(local_http_path("wget http://127.0.0.1/a?b=1", 80), "/a?b=1");
  EXPECT_EQ(local_http_path("urlopen('http://[::1]:9/x', timeout=2)", 9), "/x");
  EXPECT_EQ(local_http_path("curl http://localhost:8000", 8000), "/");
  EXPECT_EQ(local_http_path("curl http://localhost:8000/health", 80), std::nullopt);
  EXPECT_EQ(local_http_path("curl http://example.org:8000/health", 8000), std::nullopt);
  EXPECT_EQ(local_http_path("curl http://example.org/ http://localhost/second", 80), "/second");
  EXPECT_EQ(local_http_path("curl http://localhost:99999999999999999999/", 80), std::nullopt);
  EXPECT_EQ(local_http_path("http://", 80), std::nullopt);
}

TEST(Survey, AsksWhatTheHealthCheckAsks) {
  const ServiceFacts web = service_of(R"(
services:
  web:
    build: .
    ports: ["8080:8000"]
    healthcheck: {test: ["CMD", "curl", "-f", "http://localhost:8000/ready"]}
)");
  EXPECT_TRUE(web.builds);
  EXPECT_TRUE(web.has_health_check);
  ASSERT_TRUE(web.web);
  EXPECT_EQ(web.web->published, 8080U);
  EXPECT_EQ(web.web->path, "/ready");
  EXPECT_TRUE(web.web->success_expected);
}

TEST(Survey, ReadsTheHealthCheckOfTheLastStage) {
  const std::string compose = "services: {web: {build: ., ports: ['80:80']}}";
  EXPECT_EQ(service_of(compose, "FROM a\nHEALTHCHECK CMD wget http://localhost/up\n").web->path, "/up");
  EXPECT_FALSE(service_of(compose, "FROM a\nHEALTHCHECK CMD true\nFROM b\n").has_health_check);
  EXPECT_FALSE(service_of(compose, "FROM a\nHEALTHCHECK NONE\n").has_health_check);
  EXPECT_FALSE(service_of(compose).has_health_check);
  EXPECT_FALSE(service_of(compose).web->success_expected);
  const std::string early = "FROM a AS early\nHEALTHCHECK CMD wget http://localhost/up\nFROM ";
  EXPECT_TRUE(service_of(compose, early + "early\n").has_health_check) << "what it is built on has one";
  EXPECT_FALSE(service_of(compose, early + "b\n").has_health_check);
  const std::string of_target = "services: {web: {build: {context: ., target: early}, ports: ['80:80']}}";
  EXPECT_EQ(service_of(of_target, early + "b\n").web->path, "/up");
}

TEST(Survey, LeavesOutPortsThatCannotBeAskedFromHere) {
  const auto web = [](const std::string& ports) {
    return service_of("services: {db: {image: x, ports: [" + ports + "]}}").web;
  };
  EXPECT_FALSE(web("'5432:5432'"));
  EXPECT_FALSE(web("'127.0.0.1:8080:80'"));
  EXPECT_FALSE(web("'8080:80/udp'"));
  EXPECT_FALSE(web("'80'"));
  EXPECT_FALSE(web("'8000-8010:8000-8010'"));
  EXPECT_FALSE(web("'${PORT}:80'"));
  EXPECT_TRUE(web("'5432:5432', '8080:80'"));
}

TEST(Survey, SaysWhatProvesNothing) {
  const ServiceFacts web = service_of("services: {web: {image: x, healthcheck: {test: ['CMD', 'true']}}}");
  EXPECT_TRUE(web.has_health_check);
  EXPECT_THAT(web.vain_health_check, HasSubstr("true"));
}

TEST(Survey, NeedsAComposeFile) {
  const auto found = survey(classify::MemoryTree{}, {}, "~/app");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().because, HasSubstr("compose.yaml"));
}

TEST(Survey, APortOfItsOwnKindIsNotAskedForAPage) {
  const std::string raw = "services: {satellite: {image: x, ports: ['10600:10600']";
  EXPECT_FALSE(service_of(raw + "}}").web);
  EXPECT_TRUE(service_of(raw + ", healthcheck: {test: 'curl -f http://localhost:10600/'}}}").web)
      << "its own health check does";
}

TEST(Survey, TheOnlyFileIsTheOneThatIsMeant) {
  classify::MemoryTree tree;
  tree.add("docker-compose.prod.yml", "services: {web: {image: x}}");
  tree.add("README.md", "x");
  const auto found = survey(tree, {}, "~/app");
  ASSERT_TRUE(found) << found.error().because;
  EXPECT_EQ(found->compose_files, std::vector<std::string>{"docker-compose.prod.yml"});
  EXPECT_FALSE(found->default_files);
  tree.add("docker-compose.dev.yml", "services: {web: {image: x}}");
  EXPECT_FALSE(survey(tree, {}, "~/app")) << "one of two: nobody knows which";
  tree.add("compose.yaml", "services: {web: {image: x}}");
  EXPECT_TRUE(survey(tree, {}, "~/app")->default_files);
}

TEST(Survey, AFileInADirectoryMayTakeWhatLiesBesideIt) {
  classify::MemoryTree tree;
  tree.add("docker/compose.yaml", "services: {web: {build: {context: ../, dockerfile: docker/Dockerfile}}}");
  tree.add("docker/Dockerfile", "FROM x\n");
  const auto found = survey(tree, {}, "~/app");
  ASSERT_TRUE(found) << found.error().because;
  EXPECT_EQ(found->compose_files, std::vector<std::string>{"docker/compose.yaml"});
  EXPECT_TRUE(found->root_is_here);
  tree.add("docker/compose.yaml", "services: {web: {build: .}}");
  EXPECT_FALSE(survey(tree, {}, "~/app")->root_is_here);
}

TEST(Survey, WhateverTheApplicationTakesFromBesideItsDirectoryMakesRootThisOne) {
  const auto is_root = [](const std::string& compose) {
    classify::MemoryTree tree;
    tree.add("docker/compose.yaml", compose);
    tree.add("docker/key", "x");
    tree.add("key", "x");
    const auto found = survey(tree, {}, "~/app");
    EXPECT_TRUE(found) << found.error().because;
    return found->root_is_here;
  };
  const std::string web = "services: {web: {image: x}}\n";
  EXPECT_TRUE(is_root(web + "secrets: {key: {file: ../key}}\n"));
  EXPECT_TRUE(is_root(web + "configs: {key: {file: ../key}}\n"));
  EXPECT_FALSE(is_root(web + "secrets: {key: {file: ./key}, other: {environment: KEY}}\n"));
  EXPECT_FALSE(is_root(web + "secrets: {key: {external: true}}\n"));
  EXPECT_TRUE(is_root("services: {web: {image: x, label_file: ../key}}\n"));
  EXPECT_TRUE(is_root("services: {web: {build: {context: ., additional_contexts: {top: ..}}}}\n"));
  EXPECT_FALSE(
      is_root("services: {web: {build: {context: ., additional_contexts: {a: 'docker-image://b'}}}}\n"));
}

}  // namespace
}  // namespace slipway::init
