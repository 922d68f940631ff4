// Every way into a container: what changed is what ships.
#include "deploy/planned_application.hpp"

namespace slipway::deploy {
namespace {

using classify::ServiceAction;
using Files = PlannedApplication::Files;

const std::string one_service = "services:\n  web:\n    build: .\n";
const std::string in_app = "services:\n  web:\n    build: ./app\n";

TEST(WaysIn, ADockerfileThatIsALinkIsWhatItLeadsTo) {
  PlannedApplication app({{"compose.yaml", one_service},
                          {"Dockerfile", "-> d/Dockerfile"},
                          {"d/Dockerfile", "FROM base\nRUN make\n"},
                          {"a", "1\n"}});
  const auto plan = app.plan_of({{"d/Dockerfile", "FROM base\nRUN make more\n"}});
  EXPECT_TRUE(builds(plan, "web"));
  EXPECT_EQ(service_of(plan, "web").action, ServiceAction::recreate);
}

TEST(WaysIn, ADockerfileMayLieBesideTheContextBehindALink) {
  PlannedApplication app({{"compose.yaml", in_app},
                          {"app/Dockerfile", "-> ../shared.Dockerfile"},
                          {"shared.Dockerfile", "FROM base\nCOPY a /a\n"},
                          {"app/a", "1\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->spec.images.front().builders_dockerfile, "shared.Dockerfile");
  const auto plan = app.plan_of({{"shared.Dockerfile", "FROM base\nCOPY a /b\n"}});
  EXPECT_TRUE(builds(plan, "web"));
}

TEST(WaysIn, ALinkThatLeadsToAnotherDockerfileIsAChangeOfIt) {
  PlannedApplication app(
      {{"compose.yaml", "services:\n  web:\n    build: {context: ., dockerfile: to/Dockerfile}\n"},
       {"to", "-> one"},
       {"one/Dockerfile", "FROM base\nCOPY a /a\n"},
       {"two/Dockerfile", "FROM base\nCOPY a /b\n"},
       {"a", "1\n"}});
  EXPECT_TRUE(builds(app.plan_of({{"to", "-> two"}}), "web"));
}

TEST(WaysIn, AnIgnoreFileThatIsALinkIsWhatItLeadsTo) {
  PlannedApplication app({{"compose.yaml", one_service},
                          {"Dockerfile", "FROM base\nCOPY . /a\n"},
                          {".dockerignore", "-> d/ign"},
                          {"d/ign", "b\nd\n"},
                          {"b", "1\n"},
                          {"a", "1\n"}});
  EXPECT_TRUE(builds(app.plan_of({{"d/ign", "d\n"}}), "web"));
}

TEST(WaysIn, AContextThatIsALinkIsTheDirectoryBehindIt) {
  PlannedApplication app({{"compose.yaml", in_app},
                          {"app", "-> versions/one"},
                          {"versions/one/Dockerfile", "FROM base\nCOPY a /a\n"},
                          {"versions/one/a", "1\n"},
                          {"versions/two/Dockerfile", "FROM base\nCOPY a /a\n"},
                          {"versions/two/a", "2\n"}});
  EXPECT_TRUE(builds(app.plan_of({{"versions/one/a", "3\n"}}), "web"));
  app.deploy();
  app.write({{"app", "-> versions/two"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_TRUE(builds(planned->plan, "web"));
  EXPECT_EQ(planned->spec.images.front().builders_context, "versions/two");
}

TEST(WaysIn, AnAdditionalContextThatIsALinkIsTheDirectoryBehindIt) {
  PlannedApplication app(
      {{"compose.yaml",
        "services:\n  web:\n    build: {context: app, additional_contexts: {extra: ./extra}}\n"},
       {"app/Dockerfile", "FROM base\nCOPY --from=extra x /x\n"},
       {"extra", "-> real"},
       {"real/x", "1\n"},
       {"other/x", "2\n"}});
  EXPECT_TRUE(builds(app.plan_of({{"real/x", "3\n"}}), "web"));
  EXPECT_TRUE(builds(app.plan_of({{"extra", "-> other"}}), "web"));
}

TEST(WaysIn, EnvironmentFilesMountsAndSecretsBehindLinks) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n"
                           "  variables: {image: a, env_file: to/web.env}\n"
                           "  mounted: {image: a, volumes: ['./to/conf:/conf']}\n"
                           "  file: {image: a, volumes: ['./one.conf:/one.conf']}\n"
                           "  secret: {image: a, secrets: [s]}\n"
                           "  config: {image: a, configs: [c]}\n"
                           "  none: {image: a}\n"
                           "secrets: {s: {file: to/secret}}\n"
                           "configs: {c: {file: one.conf}}\n"},
                          {"to", "-> versions/one"},
                          {"one.conf", "-> to/conf/one.conf"},
                          {"versions/one/web.env", "A=1\n"},
                          {"versions/one/conf/one.conf", "1\n"},
                          {"versions/one/secret", "1\n"},
                          {"versions/two/web.env", "A=2\n"},
                          {"versions/two/conf/one.conf", "2\n"},
                          {"versions/two/secret", "2\n"}});
  const auto changed = [](const classify::Plan& plan) {
    std::string names;
    for (const auto& service : plan.services) {
      names += service.action == ServiceAction::keep ? "" : service.service + " ";
    }
    return names;
  };
  EXPECT_EQ(changed(app.plan_of({{"to", "-> versions/two"}})), "config file mounted secret variables ");
  EXPECT_EQ(changed(app.plan_of({{"versions/two/web.env", "A=3\n"}})), "variables ");
  EXPECT_EQ(changed(app.plan_of({{"versions/two/conf/one.conf", "3\n"}})), "config file mounted ");
  EXPECT_EQ(changed(app.plan_of({{"versions/two/secret", "3\n"}})), "secret ");
  EXPECT_EQ(changed(app.plan_of({{"one.conf", "-> versions/one/conf/one.conf"}})), "config file ");
}

TEST(WaysIn, AComposeFileItsIncludesAndBasesBehindLinks) {
  PlannedApplication app({{"compose.yaml", "-> to/compose.yaml"},
                          {"to", "-> one"},
                          {"one/compose.yaml",
                           "include: [to/more.yaml]\nservices:\n"
                           "  web: {extends: {service: base, file: to/base.yaml}}\n"},
                          {"one/more.yaml", "services: {more: {image: a}}\n"},
                          {"one/base.yaml", "services: {base: {image: b}}\n"},
                          {"two/compose.yaml", "services: {web: {image: c}}\n"}});
  EXPECT_EQ(service_of(app.plan_of({{"one/more.yaml", "services: {more: {image: b}}\n"}}), "more").action,
            ServiceAction::recreate);
  EXPECT_EQ(service_of(app.plan_of({{"one/base.yaml", "services: {base: {image: c}}\n"}}), "web").action,
            ServiceAction::recreate);
}

}  // namespace
}  // namespace slipway::deploy
