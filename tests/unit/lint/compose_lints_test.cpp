#include "lint/compose_lints.hpp"

#include "classify/memory_tree.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using testing::ElementsAre;

using Lints = std::vector<classify::Finding> (*)(const compose::Model&);

std::vector<classify::Finding> all_lints(const compose::Model& model) {
  return compose_lints(model);
}

std::vector<std::string> lints_of(const std::string& compose, Lints lints = all_lints) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", compose);
  tree.add("app.toml", "x");
  const auto model = compose::load(tree, {});
  EXPECT_TRUE(model) << model.error().because;
  std::vector<std::string> found;
  for (const classify::Finding& finding : lints(*model)) {
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.cost.empty());
    EXPECT_FALSE(finding.fix.empty());
    found.push_back(fmt::format("{}:{} {} {}", finding.file, finding.line, finding.service, finding.name));
  }
  return found;
}

TEST(ComposeLints, TakeOverTheWarningsOfTheModel) {
  EXPECT_THAT(lints_of("services:\n  web:\n    image: web:1\n    env_file: none.env\n"),
              ElementsAre("compose.yaml:4 web env-file-not-in-tree"));
}

TEST(ComposeLints, ImagesWithoutAVersion) {
  EXPECT_THAT(lints_of("services:\n"
                       "  a: {image: redis}\n"
                       "  b: {image: 'redis:latest'}\n"
                       "  c: {image: 'redis:7'}\n"
                       "  d: {image: 'host:5000/redis'}\n"
                       "  e: {image: 'redis:latest@sha256:"
                       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}\n"
                       "  built_here: {image: app, build: .}\n"
                       "  not_active: {image: debug, profiles: [debug]}\n"),
              ElementsAre("compose.yaml:2 a latest-tag", "compose.yaml:3 b latest-tag",
                          "compose.yaml:5 d latest-tag"));
}

TEST(ComposeLints, ServicesWhoseHealthNobodyChecks) {
  const Lints unchecked = [](const compose::Model& model) {
    return unchecked_services(model, {"own", "switched_off", "tuned"});
  };
  EXPECT_THAT(lints_of("services:\n"
                       "  a: {build: ./a}\n"
                       "  b: {image: 'b:1', healthcheck: {test: curl 127.0.0.1}}\n"
                       "  c: {build: ./c, healthcheck: {disable: true}}\n"
                       "  from_elsewhere: {image: 'e:1'}\n"
                       "  d: {image: 'd:1', scale: 0}\n"
                       "  own: {build: ./own}\n"
                       "  switched_off: {build: ./own, healthcheck: {disable: true}}\n"
                       "  tuned: {build: ./tuned, healthcheck: {interval: 2s}}\n"
                       "  job: {image: 'job:1'}\n"
                       "  after: {build: ., depends_on: {job: {condition: service_completed_successfully}}}\n"
                       "  off: {image: 'x:1', profiles: [debug]}\n"
                       "  shell: {build: ., stdin_open: true, tty: true, entrypoint: /bin/bash}\n"
                       "  with_tty_off: {build: ., stdin_open: true, tty: false}\n",
                       unchecked),
              ElementsAre("compose.yaml:2 a no-health-check", "compose.yaml:11 after no-health-check",
                          "compose.yaml:4 c no-health-check", "compose.yaml:8 switched_off no-health-check",
                          "compose.yaml:14 with_tty_off no-health-check"));
  const Lints with_job = [](const compose::Model& model) {
    return unchecked_services(model, {}, {"migrate"});
  };
  EXPECT_THAT(lints_of("services:\n  migrate: {build: .}\n  web: {build: .}\n", with_job),
              ElementsAre("compose.yaml:3 web no-health-check"))
      << "a job of BEFORE_SWITCH";
}

TEST(ComposeLints, APlatformThatIsNotTheServicesOwn) {
  const Lints for_a_pi = [](const compose::Model& model) {
    return compose_lints(model, {.platform = "linux/arm64"});
  };
  EXPECT_THAT(lints_of("services:\n"
                       "  a: {build: ., platform: linux/amd64}\n"
                       "  b: {build: ., platform: linux/arm64/v8}\n"
                       "  c: {build: .}\n",
                       for_a_pi),
              ElementsAre("compose.yaml:2 a platform-differs"));
}

TEST(ComposeLints, APatienceThatIsShorterThanAServiceMayTake) {
  const Lints impatient = [](const compose::Model& model) {
    return compose_lints(model, {.health_timeout = 60});
  };
  EXPECT_THAT(
      lints_of("services:\n"
               "  quick: {image: 'a:1', healthcheck: {test: [CMD, a], start_period: 59s, interval: 5m}}\n"
               "  slow: {image: 'a:1', healthcheck: {test: [CMD, a], start_period: 1m}}\n"
               "  off: {image: 'a:1', healthcheck: {disable: true, start_period: 2m}}\n"
               "  after: {image: 'a:1', healthcheck: {test: [CMD, a], start_period: 2s},\n"
               "    depends_on: {quick: {condition: service_healthy}}}\n"
               "  beside: {image: 'a:1', healthcheck: {test: [CMD, a], start_period: 2s},\n"
               "    depends_on: {quick: {condition: service_started}}}\n",
               impatient),
      ElementsAre("compose.yaml:3 slow health-timeout-short"));
}

TEST(ComposeLints, AServiceThatWaitsForOthersIsJudgedByItsOwnTime) {
  const Lints impatient = [](const compose::Model& model) {
    return compose_lints(model, {.health_timeout = 60});
  };
  // A service that is healthy early does not use its start period up. Each of the layers waits for both of
  // the one before it: looking along all ways would never end.
  std::string text = "services:\n";
  for (int layer = 0; layer < 40; ++layer) {
    for (const char* half : {"a", "b"}) {
      text += fmt::format("  {}{}: {{image: 'a:1', healthcheck: {{test: [CMD, a], start_period: 50s}}", half,
                          layer);
      if (layer > 0) {
        text += fmt::format(
            ", depends_on: {{a{0}: {{condition: service_healthy}}, b{0}: {{condition: "
            "service_healthy}}}}",
            layer - 1);
      }
      text += "}\n";
    }
  }
  EXPECT_THAT(lints_of(text, impatient), testing::IsEmpty());
}

TEST(ComposeLints, AMountedFileThatAServiceMayWriteToIsNotToBeSent) {
  classify::MemoryTree tree;
  tree.add("compose.yaml",
           "services: {web: {image: 'a:1', volumes: ['./app.db:/app.db', './app.conf:/app.conf:ro']}}\n");
  const auto model = compose::load(tree, {});
  ASSERT_TRUE(model);
  const auto findings = compose_lints(*model);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_THAT(findings[0].fix, testing::StartsWith("copy the file to the host"));
  EXPECT_THAT(findings[1].fix, testing::HasSubstr("name it in SECRET_FILES"));
}

TEST(ComposeLints, ImagesThatTheApplicationBuildsHaveTheirVersion) {
  EXPECT_THAT(lints_of("services:\n  app: {image: shop, build: .}\n  worker: {image: 'shop:latest'}\n"),
              testing::IsEmpty());
}

TEST(ComposeLints, APortThatTwoServicesPublish) {
  EXPECT_THAT(lints_of("services:\n"
                       "  a: {image: 'a:1', ports: ['80:80', '127.0.0.1:53:53/udp']}\n"
                       "  b: {image: 'a:1', ports: ['80:8080', '53:53']}\n"
                       "  c: {image: 'a:1', ports: ['127.0.0.2:53:53/udp'], profiles: [other]}\n"
                       "  d: {image: 'a:1', ports: ['127.0.0.2:53:53/udp', '9000-9001:80']}\n"),
              ElementsAre("compose.yaml:3 b port-published-twice"));
}

TEST(ComposeLints, AMountedFileThatNobodyHas) {
  EXPECT_THAT(lints_of("services:\n  a:\n    image: a:1\n    volumes:\n"
                       "      - ./conf.yml:/conf.yml\n      - ./data:/data\n      - ./conf.d:/conf.d\n"
                       "      - ./.cache:/cache\n      - /etc/hosts.conf:/h\n      - ./app.toml:/t\n"),
              ElementsAre("compose.yaml:5 a bind-source-missing"));
}

}  // namespace
}  // namespace slipway::lint
