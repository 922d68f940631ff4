#include "swarm/stack.hpp"

#include "applications.hpp"
#include "lint/swarm_lints.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace slipway::swarm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

StackOptions options(const std::string& release = "1") {
  StackOptions options;
  options.project = "shop";
  options.directory = "/srv/my shop";
  options.labels = {{"dev.slipway.release", release}};
  options.brought = {"password", "secret.env"};
  return options;
}

Stack stack_of(const std::string& compose, const StackOptions& with = options()) {
  const auto stack = write_stack(application(compose), with);
  EXPECT_TRUE(stack) << stack.error().what;
  return stack ? *stack : Stack{};
}

std::string spec_of(const Stack& stack, const std::string& service) {
  const auto found = std::find_if(stack.services.begin(), stack.services.end(),
                                  [&](const StackService& one) { return one.name == service; });
  return found == stack.services.end() ? std::string{} : found->spec;
}

TEST(Stack, ResolvesWhatAStackFileCannotHave) {
  const Stack stack = stack_of(R"(
name: other
services:
  web:
    build: .
    depends_on: {db: {condition: service_started}}
    env_file: [{path: app.env, required: true}]
    environment: [NAME=a $$HOME]
    ports: ["8080-8081:80-81"]
    expose: [90]
    scale: 3
    mem_limit: 64m
    cpus: 0.5
    restart: on-failure:3
    pull_policy: always
    profiles: [all]
  db: {image: "postgres:16"}
  tool: {image: busybox, profiles: [tools]}
)");
  EXPECT_THAT(stack.text, Not(HasSubstr("tool")));
  const Stack all = stack_of(R"(
services:
  web:
    build: .
    depends_on: {db: {condition: service_started}}
    env_file: [{path: app.env, required: true}]
    environment: [NAME=a $$HOME]
    ports: ["8080-8081:80-81"]
    expose: [90]
    scale: 3
    mem_limit: 64m
    cpus: 0.5
    restart: on-failure:3
    pull_policy: always
  db: {image: "postgres:16"}
)");
  for (const char* key : {"depends_on", "env_file", "expose", "scale", "mem_limit", "pull_policy", "build"}) {
    EXPECT_THAT(all.text, Not(HasSubstr(fmt::format("\"{}\"", key))));
  }
  EXPECT_THAT(all.text, HasSubstr("\"version\": \"3.9\"\n"));
  EXPECT_THAT(all.text, HasSubstr("\"replicas\": 3\n"));
  // The engine's client would replace variables once more.
  EXPECT_THAT(all.text, HasSubstr("\"NAME\": \"a $$HOME\"\n"));
  EXPECT_THAT(all.text, HasSubstr("\"COLOUR\": \"dark $$red\"\n"));
  EXPECT_THAT(all.text, HasSubstr("\"published\": 8081\n"));
  EXPECT_THAT(all.text, HasSubstr("\"memory\": \"64m\"\n"));
  EXPECT_THAT(all.text, HasSubstr("\"cpus\": \"0.5\"\n"));
  EXPECT_THAT(all.text, HasSubstr("\"max_attempts\": 3\n"));
}

TEST(Stack, PinsImagesByTokens) {
  const Stack stack = stack_of(R"(
services:
  web: {build: ., image: "registry:5000/shop:2"}
  worker: {image: "registry:5000/shop:2"}
  db: {image: "postgres:16"}
)");
  ASSERT_EQ(stack.blanks.size(), 2U);
  EXPECT_EQ(stack.services[0].name, "db");
  EXPECT_EQ(stack.blanks[0].of, "postgres:16");
  EXPECT_EQ(stack.blanks[0].kind, Blank::Kind::pulled_image);
  EXPECT_EQ(stack.blanks[1].of, "web");
  EXPECT_EQ(stack.services[1].image, stack.services[2].image);
  EXPECT_THAT(stack.text, Not(HasSubstr("shop:2")));
}

TEST(Stack, ReleaseLabelsAreTheServicesNotTheTasks) {
  const std::string compose =
      "services: {web: {image: a, labels: {own: '1'}, deploy: {labels: {more: '2'}}}}";
  const Stack one = stack_of(compose);
  const Stack two = stack_of(compose, options("2"));
  EXPECT_NE(one.text, two.text);
  EXPECT_EQ(spec_of(one, "web"), spec_of(two, "web"));
  EXPECT_THAT(one.text, HasSubstr("\"more\": \"2\""));
  EXPECT_THAT(one.text, HasSubstr("\"own\": \"1\""));
}

TEST(Stack, NamesConfigsByTheirContent) {
  const std::string compose = R"(
services:
  web: {image: a, configs: [{source: site, target: /etc/nginx.conf, mode: 0440}, text], secrets: [key]}
  other: {image: a}
configs:
  site: {file: nginx.conf}
  text: {content: "hello"}
secrets:
  key: {file: ./password}
)";
  const Stack stack = stack_of(compose);
  EXPECT_THAT(stack.text, HasSubstr("\"file\": \"/srv/my shop/nginx.conf\""));
  EXPECT_THAT(stack.text, testing::ContainsRegex("\"name\": \"shop_site-[0-9a-f]{12}\""));
  EXPECT_THAT(stack.text, testing::ContainsRegex("\"name\": \"shop_key-@slipway-content-[0-9a-f]{16}@\""));
  EXPECT_THAT(stack.text, HasSubstr("\"mode\": 288"));
  ASSERT_EQ(stack.files.size(), 1U);
  EXPECT_EQ(stack.files[0].content, "hello");
  // A secret's digest is known to the host alone, and is part of what its task is made from.
  EXPECT_THAT(spec_of(stack, "web"), HasSubstr("@slipway-content-"));
  EXPECT_THAT(spec_of(stack, "other"), Not(HasSubstr("@")));
  const Stack changed = stack_of(std::string(compose).replace(compose.find("hello"), 5, "HELLO"));
  EXPECT_NE(spec_of(stack, "web"), spec_of(changed, "web"));
  EXPECT_EQ(spec_of(stack, "other"), spec_of(changed, "other"));
}

TEST(Stack, UpdatesAreTheUsersOrCareful) {
  const Stack own = stack_of(
      "services: {web: {image: a, deploy: {update_config: {parallelism: 2, delay: 1m30s, failure_action: "
      "pause}}}}");
  EXPECT_THAT(own.text, HasSubstr("\"failure_action\": \"pause\""));
  EXPECT_THAT(own.text, Not(HasSubstr("monitor")));
  EXPECT_EQ(own.services[0].update_seconds, 90U);
  StackOptions with = options();
  with.settle = 12;
  with.start_first = {"web"};
  const Stack ours = stack_of("services: {db: {image: a}, web: {image: a}}", with);
  EXPECT_THAT(ours.text, HasSubstr("\"failure_action\": \"rollback\""));
  EXPECT_THAT(ours.text, HasSubstr("\"monitor\": \"12s\""));
  EXPECT_THAT(ours.text, HasSubstr("\"order\": \"start-first\""));
  EXPECT_THAT(ours.text, HasSubstr("\"order\": \"stop-first\""));
}

TEST(Stack, SaysWhoNeedsTheMesh) {
  const Stack stack = stack_of(R"(
services:
  a: {image: a}
  b: {image: a, ports: [{target: 80, published: "8080", mode: host}], deploy: {endpoint_mode: dnsrr}}
  c: {image: a, ports: ["80:80"], deploy: {endpoint_mode: dnsrr}}
)");
  EXPECT_THAT(stack.need_mesh, ElementsAre("a", "c"));
}

TEST(Stack, HostileTextSurvives) {
  const Stack stack =
      stack_of("services: {web: {image: a, environment: {X: \"a\\n\\\"b\\\" $$(c) `d` # e\"}}}");
  EXPECT_THAT(stack.text, HasSubstr(R"("X": "a\x0a\"b\" $$(c) `d` # e")"));
}

std::vector<std::string> lints_of(const std::string& compose) {
  std::vector<std::string> found;
  for (const auto& finding : lint::swarm_lints(application(compose), {"password"})) {
    EXPECT_FALSE(finding.fix.empty());
    EXPECT_FALSE(finding.cost.empty());
    found.push_back((finding.severity == classify::Severity::error ? "error " : "warning ") + finding.name);
  }
  return found;
}

TEST(SwarmLints, NameWhatWouldBeLeftOutWithoutAWord) {
  EXPECT_THAT(lints_of("services: {a: {image: a, devices: ['/dev/ttyUSB0:/dev/ttyUSB0'], privileged: true, "
                       "network_mode: host, mac_address: '02:42:ac:11:65:43'}}"),
              UnorderedElementsAre("error swarm-devices", "error swarm-privileged", "error swarm-namespace",
                                   "error swarm-key"));
  EXPECT_THAT(lints_of("services: {a: {image: a, privileged: false, devices: []}}"), IsEmpty());
}

TEST(SwarmLints, DataThatFollowsNothing) {
  EXPECT_THAT(
      lints_of(
          "services: {a: {image: a, volumes: ['data:/data', './data:/x', '/etc/localtime:/etc/localtime']}}"
          "\nvolumes: {data: {}}"),
      ElementsAre("error swarm-volume", "error swarm-bind-mount", "warning swarm-bind-mount-elsewhere"));
  EXPECT_THAT(
      lints_of(
          "services: {a: {image: a, volumes: ['data:/data', './data:/x'], deploy: {placement: {constraints: "
          "['node.hostname == pi1']}}}}\nvolumes: {data: {}}"),
      IsEmpty());
}

TEST(SwarmLints, WhatOnlyTheHostKnows) {
  EXPECT_THAT(lints_of("services: {a: {image: 'a:${TAG}', environment: {X: '${Y}'}}}"),
              ElementsAre("error swarm-variable", "error swarm-variable"));
  EXPECT_THAT(lints_of("services: {a: {image: 'a:${TAG:-1}'}}"), IsEmpty());
  EXPECT_THAT(
      lints_of("services: {a: {image: a, configs: [c], secrets: [s, t]}}\nconfigs: {c: {file: nothing}}\n"
               "secrets: {s: {environment: KEY}, t: {file: password}}"),
      ElementsAre("error swarm-config", "error swarm-variable"));
}

TEST(SwarmLints, OrderAndNames) {
  EXPECT_THAT(lints_of("services: {a: {image: a, container_name: x, depends_on: [b]}, b: {image: b}}"),
              ElementsAre("warning swarm-container-name", "warning swarm-start-order"));
  EXPECT_THAT(
      lints_of("services: {a: {image: a, depends_on: {b: {condition: service_completed_successfully}}}, b: "
               "{image: b}}"),
      ElementsAre("error swarm-one-shot"));
}

}  // namespace
}  // namespace slipway::swarm
