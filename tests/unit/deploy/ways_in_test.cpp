// Every way into a container: what changed is what ships.
#include "deploy/planned_application.hpp"
#include "util/digest.hpp"

#include <algorithm>
#include <set>

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
  EXPECT_EQ(plan.strategy, classify::Strategy::full);
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
  EXPECT_TRUE(app.plan_of({{"to", "-> two"}}).asks_compose);
}

TEST(WaysIn, ASecretOrConfigThatComposeWritesIsWrittenAnew) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n"
                           "  a: {image: a:1, secrets: [s]}\n"
                           "  b: {image: a:1, configs: [c]}\n"
                           "  c: {image: a:1, configs: [d]}\n"
                           "  d: {image: a:1}\n"
                           "secrets: {s: {environment: X}}\n"
                           "configs: {c: {environment: X}, d: {content: 'is ${X}'}}\n"},
                          {".env", "X=1\n"}});
  const auto plan = app.plan_of({{".env", "X=2\n"}});
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(service_of(plan, name).action, ServiceAction::recreate) << name;
    EXPECT_EQ(service_of(plan, name).refresh, classify::Refresh::recreate)
        << "compose does not see it: " << name;
  }
  EXPECT_EQ(service_of(plan, "a").cause.kind, classify::ServiceCause::Kind::written);
  EXPECT_EQ(service_of(plan, "a").cause.names, std::vector<std::string>{"secret s"});
  EXPECT_EQ(service_of(plan, "d").action, ServiceAction::keep);
}

TEST(WaysIn, AVariableBesideGitWritesSecretsAnewAsWell) {
  PlannedApplication app(Files{{"compose.yaml",
                                "services:\n  a: {image: a:1, secrets: [s]}\n  b: {image: a:1}\n"
                                "secrets: {s: {environment: X}}\n"}});
  app.settings.application.env_files = {".env"};
  app.request.secrets = {".env"};
  const auto plan = app.plan_of({{"README.md", "words\n"}});
  EXPECT_EQ(service_of(plan, "a").cause.kind, classify::ServiceCause::Kind::written);
  EXPECT_EQ(service_of(plan, "b").action, ServiceAction::keep);
}

TEST(WaysIn, AVariableBesideGitThatComposePutsInMakesItsServicesAnew) {
  PlannedApplication app(Files{{"compose.yaml",
                                "services:\n"
                                "  a: {image: 'a:1', environment: {X: '${X}'}}\n"
                                "  b: {image: 'a:1', ports: ['${Y:-80}:80']}\n"
                                "  c: {image: 'a:1', environment: [Z]}\n"
                                "  d: {image: 'a:1'}\n"}});
  app.settings.application.env_files = {".env"};
  app.request.secrets = {".env"};
  const auto plan = app.plan_of({{"README.md", "words\n"}});
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(service_of(plan, name).action, ServiceAction::recreate) << name;
    EXPECT_EQ(service_of(plan, name).cause.kind, classify::ServiceCause::Kind::variables) << name;
    EXPECT_EQ(service_of(plan, name).cause.names, std::vector<std::string>{".env"}) << name;
  }
  EXPECT_EQ(service_of(plan, "d").action, ServiceAction::keep);

  // The host says which lines it has: only those services go that use what differs.
  host::HostState host;
  host.secrets = {
      {".env", host::SecretState::Kind::changed, {{sha256_hex("X=1"), "X"}, {sha256_hex("Y=1"), "Y"}}}};
  const std::vector<SecretFile> here{{".env", "X=1\nY=2\n"}};
  app.request.secrets.clear();
  app.request.host = &host;
  app.request.beside_git = &here;
  const auto exact = app.plan_of({{"README.md", "more words\n"}});
  EXPECT_EQ(service_of(exact, "a").action, ServiceAction::keep);
  EXPECT_EQ(service_of(exact, "b").action, ServiceAction::recreate);
  EXPECT_EQ(service_of(exact, "c").action, ServiceAction::keep);
}

TEST(WaysIn, AnImageThatOneServiceBuildsAndOthersRun) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n  app: {build: ., image: shop}\n  worker: {image: 'shop:latest'}\n"
                           "  other: {image: redis}\n"},
                          {"Dockerfile", "FROM base:1\nCOPY a /a\n"},
                          {"a", "1\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->spec.pulled_images, std::vector<std::string>{"redis:latest"});
  std::vector<std::string> latest;
  for (const classify::Finding& finding : planned->plan.warnings) {
    if (finding.name == "latest-tag") {
      latest.push_back(finding.service);
    }
  }
  EXPECT_EQ(latest, std::vector<std::string>{"other"});
  const auto plan = app.plan_of({{"a", "2\n"}});
  EXPECT_EQ(service_of(plan, "worker").action, ServiceAction::recreate);
  EXPECT_EQ(service_of(plan, "worker").cause.kind, classify::ServiceCause::Kind::shared_image);
  EXPECT_EQ(service_of(plan, "worker").cause.names, std::vector<std::string>{"app"});
  EXPECT_EQ(service_of(plan, "other").action, ServiceAction::keep);
}

TEST(WaysIn, AnImageOfAServiceThatDoesNotRunIsBuiltForOneThatDoes) {
  PlannedApplication app(
      {{"compose.yaml",
        "services:\n  image: {build: ., image: shop, profiles: [build]}\n  web: {image: shop}\n"},
       {"Dockerfile", "FROM base:1\nCOPY a /a\n"},
       {"a", "1\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->spec.pulled_images.empty());
  EXPECT_EQ(planned->spec.services, std::vector<std::string>{"web"});
  EXPECT_EQ(service_of(app.plan_of({{"a", "2\n"}}), "web").action, ServiceAction::recreate);
}

TEST(WaysIn, AnImageThatIsMadeFromThatOfAnotherService) {
  PlannedApplication app(
      {{"compose.yaml",
        "services:\n  base: {build: base, image: shop}\n  derived: {build: derived}\n"
        "  taking: {build: {context: taking, additional_contexts: {mother: 'service:base'}}}\n"},
       {"base/Dockerfile", "FROM base:1\nCOPY a /a\n"},
       {"base/a", "1\n"},
       {"derived/Dockerfile", "FROM shop\nCOPY b /b\n"},
       {"derived/b", "1\n"},
       {"taking/Dockerfile", "FROM base:1\nCOPY c /c\nCOPY --from=mother /a /a\n"},
       {"taking/c", "1\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  for (const ImageBuild& image : planned->spec.images) {
    if (image.service == "taking") {
      EXPECT_EQ(image.made_from, (std::map<std::string, std::set<std::string>>{{"base", {"mother"}}}));
    }
  }
  const auto plan = app.plan_of({{"base/a", "2\n"}});
  EXPECT_TRUE(builds(plan, "derived"));
  EXPECT_TRUE(builds(plan, "taking"));
  EXPECT_FALSE(builds(app.plan_of({{"derived/b", "2\n"}}), "taking"));
}

TEST(WaysIn, WhatAnOwnBaseImageTakesFromTheContext) {
  PlannedApplication app(
      {{"compose.yaml", "services:\n  base: {build: base, image: shop}\n  web: {build: web}\n"},
       {"base/Dockerfile", "FROM base:1\nCOPY c /c\nONBUILD COPY src /src\n"},
       {"base/c", "1\n"},
       {"web/Dockerfile", "FROM shop\nCOPY b /b\n"},
       {"web/b", "1\n"},
       {"web/src/x", "1\n"},
       {"web/docs/x", "1\n"}});
  EXPECT_TRUE(builds(app.plan_of({{"web/src/x", "2\n"}}), "web"));
  EXPECT_FALSE(builds(app.plan_of({{"web/docs/x", "2\n"}}), "web"));
}

TEST(WaysIn, WhatAForeignBaseImageTakesIsUnknown) {
  // Another image of the application has triggers of its own, which are none of this one's.
  PlannedApplication app(
      {{"compose.yaml", "services:\n  web: {build: .}\n  zbase: {build: docs, image: shop}\n"},
       {"docs/Dockerfile", "FROM base:1\nCOPY x /x\nONBUILD COPY src /src\n"},
       {".dockerignore", "docs\n"},
       {"Dockerfile", "FROM base:1\nCOPY b /b\n"},
       {"b", "1\n"},
       {"data", "1\n"},
       {"docs/x", "1\n"}});
  EXPECT_FALSE(builds(app.plan_of({{"data", "2\n"}}), "web"));
  app.deploy();
  app.journal.entries.front().images.front().triggered = true;
  app.write({{"data", "3\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_TRUE(builds(planned->plan, "web"));
  EXPECT_NE(planned->plan.images.front().reasons.front().text.find("ONBUILD"), std::string::npos);
}

TEST(WaysIn, TheMountsOfAnotherService) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n  a: {image: a:1, volumes: ['./c:/c', './one:/one']}\n"
                           "  b: {image: a:1, volumes_from: ['a:ro']}\n  c: {image: a:1, volumes_from: [b]}\n"
                           "  d: {image: a:1}\n"},
                          {"one", "1\n"},
                          {"c/x", "1\n"}});
  const auto plan = app.plan_of({{"c/x", "2\n"}});
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(service_of(plan, name).action, ServiceAction::restart) << name;
  }
  EXPECT_EQ(service_of(plan, "d").action, ServiceAction::keep);
  const auto file = app.plan_of({{"one", "2\n"}});
  EXPECT_EQ(service_of(file, "c").action, ServiceAction::recreate);
}

TEST(WaysIn, AttributesDecideTheBytesOfOtherFiles) {
  PlannedApplication app({{"compose.yaml", in_app},
                          {"app/Dockerfile", "FROM base:1\nCOPY a /a\n"},
                          {"app/a", "1\n"},
                          {".gitattributes", "a text eol=lf\n"}});
  EXPECT_TRUE(builds(app.plan_of({{".gitattributes", "a text eol=crlf\n"}}), "web"));
}

TEST(WaysIn, AttributesDecideTheBytesOfMountedFiles) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n"
                           "  crlf: {image: a, volumes: ['./conf:/conf']}\n"
                           "  same: {image: a, volumes: ['./other:/other']}\n"},
                          {"conf/a b", "1\n"},
                          {"other/c", "1\n"}});
  const auto plan = app.plan_of({{".gitattributes", "* text=auto\nconf/* eol=crlf\n"}});
  EXPECT_NE(service_of(plan, "crlf").action, ServiceAction::keep);
  EXPECT_EQ(service_of(plan, "same").action, ServiceAction::keep);
}

TEST(WaysIn, ABuildArgumentWithoutAValueIsLeftToTheDockerfile) {
  PlannedApplication app(
      {{"compose.yaml", "services:\n  web:\n    build: {context: ., args: [GIT_REV, SET]}\n"},
       {".env", "SET=1\n"},
       {"Dockerfile", "FROM base:1\nARG GIT_REV=none\nARG SET\nRUN echo $GIT_REV\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  EXPECT_EQ(planned->spec.images.front().arguments, (std::map<std::string, std::string>{{"SET", "1"}}));
  app.settings.build.args = {{"GIT_REV", "2"}};
  EXPECT_EQ(app.release()->spec.images.front().arguments.at("GIT_REV"), "2");
}

TEST(WaysIn, AVariableInThePathOfADockerfileIsNamed) {
  PlannedApplication app(
      {{"compose.yaml", "services:\n  web:\n    build: {context: ., dockerfile: '${DF}'}\n"},
       {"Dockerfile", "FROM base:1\n"}});
  const auto planned = app.release();
  ASSERT_FALSE(planned);
  EXPECT_NE(planned.error().because.find("uses DF, which is not set in the commit"), std::string::npos)
      << planned.error().because;
}

std::string pointer_to(const PlannedApplication& app, const std::string& content, bool is_here = true) {
  const std::string sum = sha256_hex(content);
  if (is_here) {
    app.scratch.write(".git/lfs/objects/" + sum.substr(0, 2) + "/" + sum.substr(2, 2) + "/" + sum, content);
  }
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + sum + "\nsize " +
         std::to_string(content.size()) + "\n";
}

TEST(WaysIn, ContentsOfGitLfsGoAlong) {
  PlannedApplication app({{"compose.yaml", "services:\n  web: {build: ., volumes: ['./models:/m']}\n"},
                          {"Dockerfile", "FROM base:1\nCOPY model.bin /m\n"},
                          {".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"}});
  app.write({{"model.bin", pointer_to(app, "content\n")}, {"models/a.bin", pointer_to(app, "other\n")}});
  const auto repository = git::Repository::open(app.scratch.path());
  const auto target = find_target(*repository, app.settings.application, {});
  ASSERT_TRUE(target) << target.error().because;
  EXPECT_EQ(repository->tree(target->tree)->read("model.bin").value_or(""), "content\n");
  EXPECT_EQ(repository->tree(target->tree)->read("models/a.bin").value_or(""), "other\n");
  EXPECT_EQ(app.scratch.git({"status", "--porcelain"}), "") << "the working tree is as it was";
  EXPECT_EQ(find_target(*repository, app.settings.application, {})->tree, target->tree);
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  app.write({{"model.bin", pointer_to(app, "not here\n", false)}});
  const auto refused = app.release();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().fix.starts_with("git lfs fetch ")) << refused.error().fix;
}

TEST(WaysIn, ContentsOfGitLfsGoAlongIfThisCloneAloneKnowsOfThem) {
  PlannedApplication app({{"compose.yaml", one_service}, {"Dockerfile", "FROM base:1\nCOPY model.bin /m\n"}});
  app.scratch.write(".git/info/attributes", "*.bin filter=lfs -text\n");
  app.write({{"model.bin", pointer_to(app, "content\n")}});
  const auto planned = app.release();
  EXPECT_TRUE(planned) << planned.error().because;
}

TEST(WaysIn, ContentsOfGitLfsGoAlongByTheAttributesOfADirectory) {
  PlannedApplication app({{"compose.yaml", one_service},
                          {"Dockerfile", "FROM base:1\nCOPY models /m\n"},
                          {"models/.gitattributes", "*.bin filter=lfs -text\n"}});
  app.write({{"models/model.bin", pointer_to(app, "content\n")}});
  const auto planned = app.release();
  EXPECT_TRUE(planned) << planned.error().because;
}

TEST(WaysIn, FilesOfASubmoduleThatIsCheckedOutGoAlong) {
  const testing_support::ScratchRepository library;
  library.write("src/lib.c", "1\n");
  library.write("run", "x\n");
  library.commit("Library");
  PlannedApplication app(
      {{"compose.yaml", "services:\n  web: {build: .}\n"}, {"Dockerfile", "FROM base:1\nCOPY lib /lib\n"}});
  app.scratch.git({"submodule", "--quiet", "add", library.path().native(), "lib"});
  app.scratch.commit("Submodule");
  const auto repository = git::Repository::open(app.scratch.path());
  const auto target = find_target(*repository, app.settings.application, {});
  ASSERT_TRUE(target) << target.error().because;
  EXPECT_EQ(repository->tree(target->tree)->read("lib/src/lib.c").value_or(""), "1\n");
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  app.scratch.git({"submodule", "deinit", "--force", "--quiet", "lib"});
  const auto refused = app.release();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().fix.starts_with("git submodule update --init -- lib")) << refused.error().fix;
}

TEST(WaysIn, ImagesFromElsewhereAreNamedIfTheyMayBeFetched) {
  PlannedApplication app(Files{{"compose.yaml", "services:\n  a: {image: 'a:1'}\n  b: {image: 'b:1'}\n"}});
  const auto first = app.release();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->plan.notes, std::vector<std::string>{"fetched if the host does not have them: a:1, b:1"});
  const auto plan = app.plan_of({{"compose.yaml", "services:\n  a: {image: 'a:2'}\n  b: {image: 'b:1'}\n"}});
  EXPECT_EQ(plan.notes, std::vector<std::string>{"fetched if the host does not have it: a:2"});
}

TEST(UnhealthyServices, AreStartedAnewWhicheverOfTheirContainersItIs) {
  PlannedApplication application(PlannedApplication::Files{
      {"compose.yaml", "services:\n  web: {image: 'w:1', scale: 2}\n  db: {image: 'd:1'}\n"}});
  application.deploy();
  host::HostState host;
  host.containers.emplace();
  for (const auto& [service, health] :
       {std::pair{"web", "healthy"}, {"web", "unhealthy"}, {"db", "healthy"}}) {
    host::Container container;
    container.service = service;
    container.state = "running";
    container.health = health;
    host.containers->push_back(container);
  }
  application.request.host = &host;
  const auto planned = application.release();
  ASSERT_TRUE(planned) << planned.error().because;
  EXPECT_EQ(planned->plan.strategy, classify::Strategy::cached);
  EXPECT_EQ(service_of(planned->plan, "web").action, classify::ServiceAction::restart);
  EXPECT_EQ(service_of(planned->plan, "web").cause.kind, classify::ServiceCause::Kind::unhealthy);
  EXPECT_EQ(service_of(planned->plan, "db").action, classify::ServiceAction::keep);
}

TEST(WaysIn, ADirectoryThatFromNamesIsTakenWhole) {
  for (const char* name : {"e", "x:1"}) {
    PlannedApplication app(
        {{"compose.yaml", std::string("services:\n  web:\n    build: {context: ., additional_contexts: {'") +
                              name + "': ./e}}\n"},
         {"Dockerfile", std::string("FROM ") + name + "\nCOPY a /a\n"},
         {"a", "1\n"},
         {"e/x", "1\n"},
         {"notes", "1\n"}});
    EXPECT_FALSE(builds(app.plan_of({{"notes", "2\n"}}), "web")) << name;
    EXPECT_TRUE(builds(app.plan_of({{"e/x", "2\n"}}), "web")) << name;
  }
}

TEST(WaysIn, AVariableThatABaseImageMaySetStandsForAnyFile) {
  // With the value of the base image the step copies conf/20.
  PlannedApplication foreign({{"compose.yaml", one_service},
                              {"Dockerfile", "FROM node:20\nCOPY conf/${NODE_VERSION:-18} /x/\n"},
                              {"conf/20/a", "1\n"},
                              {"conf/18/a", "1\n"}});
  EXPECT_TRUE(builds(foreign.plan_of({{"conf/20/a", "2\n"}}), "web"));
  PlannedApplication no_such_file({{"compose.yaml", one_service},
                                   {"Dockerfile", "FROM node:20\nCOPY f$NODE_VERSION /x\n"},
                                   {"f20", "1\n"}});
  EXPECT_TRUE(builds(no_such_file.plan_of({{"f20", "2\n"}}), "web")) << "and it is not refused";
  PlannedApplication through_another({{"compose.yaml", one_service},
                                      {"Dockerfile", "FROM node:20\nENV D=conf/$NODE_VERSION\nCOPY $D /x/\n"},
                                      {"conf/20/a", "1\n"}});
  EXPECT_TRUE(builds(through_another.plan_of({{"conf/20/a", "2\n"}}), "web"));
  PlannedApplication mounted(
      {{"compose.yaml", one_service},
       {"Dockerfile", "FROM node:20\nRUN --mount=type=bind,source=c$V,target=/c make\n"},
       {"c20/a", "1\n"}});
  EXPECT_TRUE(builds(mounted.plan_of({{"c20/a", "2\n"}}), "web"));
  PlannedApplication own(
      {{"compose.yaml", "services:\n  shop: {build: shop, image: shop}\n  web: {build: web}\n"},
       {"shop/Dockerfile", "FROM scratch\nENV D=b\nCOPY s /s\n"},
       {"shop/s", "1\n"},
       {"web/Dockerfile", "FROM shop\nCOPY conf/${D:-a} /c/\n"},
       {"web/conf/a/m", "1\n"},
       {"web/conf/b/m", "1\n"}});
  EXPECT_TRUE(builds(own.plan_of({{"web/conf/b/m", "2\n"}}), "web"));
  PlannedApplication fetched({{"compose.yaml", one_service},
                              {"Dockerfile", "FROM node:20\nADD https://example.org/$V conf/$V /x/\n"},
                              {"conf/20", "1\n"}});
  EXPECT_TRUE(builds(fetched.plan_of({{"conf/20", "2\n"}}), "web"));
  PlannedApplication known({{"compose.yaml", one_service},
                            {"Dockerfile", "FROM node:20\nENV D=a\nARG E=b\nCOPY $D $E /x/\n"},
                            {"a", "1\n"},
                            {"b", "1\n"},
                            {"c", "1\n"}});
  EXPECT_FALSE(builds(known.plan_of({{"c", "2\n"}}), "web")) << "what the Dockerfile sets itself is known";
}

/// What changes in `src`, which the containers of `web` see through a mount, with MOUNTED_SOURCES sync.
bool mounted_change_builds(Files given) {
  given.emplace("src/a", "1\n");
  given.emplace("compose.yaml",
                "services:\n  web:\n    build: .\n    image: shop\n    volumes: ['./src:/src']\n");
  given.emplace("Dockerfile", "FROM base\nCOPY src /src\n");
  PlannedApplication app(given);
  app.settings.verdict.sync_mounted_sources = true;
  return builds(app.plan_of({{"src/a", "2\n"}}), "web");
}

TEST(WaysIn, AMountThatCoversAFileSparesTheBuildOnlyIfNobodyElseHasTheImage) {
  EXPECT_FALSE(mounted_change_builds({}));
  const std::string web = "services:\n  web:\n    build: .\n    image: shop\n    volumes: ['./src:/src']\n";
  EXPECT_TRUE(mounted_change_builds({{"compose.yaml", web + "  w: {image: shop}\n"}})) << "another runs it";
  EXPECT_TRUE(mounted_change_builds({{"compose.yaml", web + "  w: {build: w}\n"},
                                     {"w/Dockerfile", "FROM base\nCOPY --from=shop /src /src\n"}}))
      << "another is made from it";
  EXPECT_TRUE(
      mounted_change_builds({{"compose.yaml", web + "  w: {build: {context: w, args: {BASE: shop}}}\n"},
                             {"w/Dockerfile", "ARG BASE\nFROM $BASE\n"}}))
      << "another is made from it, by an argument";
  EXPECT_FALSE(mounted_change_builds(
      {{"compose.yaml", web + "  w: {build: w}\n"}, {"w/Dockerfile", "# shop\nFROM base\n"}}))
      << "a comment has the name";
  EXPECT_TRUE(mounted_change_builds(
      {{"compose.yaml", web + "  w: {image: other, volumes: [{type: image, source: shop, target: /s}]}\n"}}))
      << "another mounts it";
  EXPECT_TRUE(mounted_change_builds({{"Dockerfile", "FROM base\nCOPY src /src\nRUN cp -r /src /out\n"}}))
      << "a later step makes something of it";
  EXPECT_TRUE(mounted_change_builds({{"Dockerfile", "FROM base\nCOPY src src\n"}}))
      << "the base image's WORKDIR decides where it lies";
  EXPECT_FALSE(mounted_change_builds({{"Dockerfile", "FROM base\nWORKDIR /\nCOPY src src\n"}}));
  EXPECT_FALSE(mounted_change_builds({{"Dockerfile", "FROM base\nRUN make\nCOPY src /src\n"}}));
}

TEST(WaysIn, AServiceThatMountsTheFilesOfABuiltImage) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n  app: {build: ., image: shop}\n"
                           "  web: {image: 'nginx:1', volumes: [{type: image, source: shop, target: /s}]}\n"},
                          {"Dockerfile", "FROM base\nCOPY a /a\n"},
                          {"a", "1\n"}});
  const auto plan = app.plan_of({{"a", "2\n"}});
  EXPECT_EQ(service_of(plan, "web").action, ServiceAction::recreate);
  EXPECT_EQ(service_of(plan, "web").refresh, classify::Refresh::recreate);
  EXPECT_EQ(service_of(plan, "web").cause.kind, classify::ServiceCause::Kind::image_mounted);
}

TEST(WaysIn, AnImageThatIsBuiltFromTheCacheIsNoReasonForComposeToMakeAContainerAnew) {
  PlannedApplication app({{"compose.yaml",
                           "services:\n  app: {build: ., image: shop}\n"
                           "  owner: {build: own, volumes: [{type: image, source: shop, target: /s}]}\n"
                           "  user: {build: own, volumes_from: [owner]}\n"},
                          {"Dockerfile", "FROM base\nCOPY a /a\n"},
                          {"own/Dockerfile", "FROM base\nCOPY b /b\n"},
                          {"a", "1\n"},
                          {"own/b", "1\n"}});
  const auto plan = app.plan_of({{"a", "2\n"}, {"own/b", "2\n"}});
  EXPECT_EQ(service_of(plan, "owner").cause.kind, classify::ServiceCause::Kind::new_image);
  EXPECT_EQ(service_of(plan, "owner").refresh, classify::Refresh::recreate);
  EXPECT_EQ(service_of(plan, "user").refresh, classify::Refresh::recreate);
}

TEST(WaysIn, AFurtherNameOfABuiltImageIsNoImageFromElsewhere) {
  const std::string app = "services:\n  app: {build: {context: ., tags: ['t:1']}}\n";
  const auto refused = [&](const std::string& more, const std::string& dockerfile) {
    PlannedApplication application(
        {{"compose.yaml", app + more}, {"Dockerfile", "FROM base\n"}, {"other/Dockerfile", dockerfile}});
    if (more.find("job:") != std::string::npos) {
      application.settings.switchover.before_switch = {"job"};
    }
    const auto planned = application.release();
    return !planned && planned.error().what.find("only a further name of the image that `app` builds") !=
                           std::string::npos;
  };
  EXPECT_TRUE(refused("  u: {image: 't:1'}\n", ""));
  EXPECT_TRUE(refused("  job: {image: 't:1', profiles: [j]}\n", "")) << "a job of BEFORE_SWITCH";
  EXPECT_TRUE(refused("  u: {build: other}\n", "FROM t:1\n"));
  EXPECT_TRUE(refused("  u: {build: other}\n", "FROM base\nCOPY --from=t:1 /a /a\n"));
  EXPECT_TRUE(refused("  u: {image: 'n:1', volumes: [{type: image, source: 't:1', target: /s}]}\n", ""));
  EXPECT_FALSE(refused("  u: {image: 't:2'}\n", ""));
}

TEST(WaysIn, TheVolumesOfAServiceThatIsMadeAnew) {
  const std::string user = "  user: {image: 'b:1', volumes_from: [owner]}\n";
  PlannedApplication app(
      {{"compose.yaml", "services:\n  owner: {image: 'a:1', volumes: ['./one:/one']}\n" + user},
       {"one/a", "1\n"},
       {"two/a", "1\n"}});
  const auto plan =
      app.plan_of({{"compose.yaml",
                    "services:\n  owner: {image: 'a:1', volumes: ['./one:/one', './two:/two']}\n" + user}});
  EXPECT_EQ(service_of(plan, "user").action, ServiceAction::recreate);
  EXPECT_EQ(service_of(plan, "user").refresh, classify::Refresh::recreate);
  EXPECT_EQ(service_of(plan, "user").cause.kind, classify::ServiceCause::Kind::shares_volumes);
}

TEST(WaysIn, AContainerThatIsJoinedByItsName) {
  const auto of = [](const std::string& user) {
    return [user](const std::string& environment) {
      return Files{
          {"compose.yaml", "services:\n  owner: {image: 'a:1', container_name: own, environment: {A: '" +
                               environment + "'}}\n  user: {image: 'b:1', " + user + "}\n"}};
    };
  };
  const auto network = of("network_mode: 'container:own'");
  PlannedApplication joined(network("1"));
  const auto plan = joined.plan_of(network("2"));
  EXPECT_EQ(service_of(plan, "user").action, ServiceAction::restart);
  EXPECT_EQ(service_of(plan, "user").cause.kind, classify::ServiceCause::Kind::shares_namespace);
  const auto volumes = of("volumes_from: ['container:own:ro']");
  PlannedApplication mounting(volumes("1"));
  EXPECT_EQ(service_of(mounting.plan_of(volumes("2")), "user").action, ServiceAction::recreate);
}

TEST(WaysIn, ASecurityProfileThatComposeReads) {
  PlannedApplication app(
      {{"compose.yaml",
        "services:\n  web: {image: 'a:1', security_opt: ['seccomp:./prof.json', 'label:a']}\n"},
       {"prof.json", "{}\n"},
       {"notes", "1\n"}});
  EXPECT_EQ(service_of(app.plan_of({{"notes", "2\n"}}), "web").action, ServiceAction::keep);
  const auto plan = app.plan_of({{"prof.json", "{ }\n"}});
  EXPECT_EQ(service_of(plan, "web").action, ServiceAction::recreate);
  EXPECT_EQ(service_of(plan, "web").refresh, classify::Refresh::recreate);
  EXPECT_EQ(service_of(plan, "web").cause.names, std::vector<std::string>{"security_opt prof.json"});
}

TEST(WaysIn, OtherLabelsOfAnImageCostNoLayer) {
  const auto with = [](const std::string& labels) {
    return Files{{"compose.yaml", "services:\n  web: {build: {context: .," + labels + "}}\n"}};
  };
  const auto said = [&](const std::string& before, const std::string& after) {
    PlannedApplication app(
        {{"compose.yaml", with(before).at("compose.yaml")}, {"Dockerfile", "FROM base\n"}});
    const auto plan = app.plan_of(with(after));
    EXPECT_TRUE(builds(plan, "web"));
    EXPECT_EQ(plan.strategy, classify::Strategy::cached);
    return plan.images.front().reasons.front().text;
  };
  EXPECT_EQ(said(" labels: {v: '1'}", " labels: {v: '2'}"), "web has other labels than before");
  EXPECT_EQ(said(" labels: {v: '1'}", ""), "web has other labels than before");
  EXPECT_EQ(said("", " labels: {v: '1'}"), "web may have other labels than before");
}

TEST(WaysIn, WhatABuilderIsNotPassedIsRefusedUnlessAReleaseIsPutBack) {
  for (const char* what : {"secrets: [token]", "ssh: [default]"}) {
    PlannedApplication app({{"compose.yaml", std::string("services:\n  web: {build: {context: ., ") + what +
                                                 "}}\nsecrets: {token: {file: ./token}}\n"},
                            {"token", "x\n"},
                            {"Dockerfile", "FROM base\n"}});
    const auto planned = app.release();
    ASSERT_FALSE(planned) << what;
    EXPECT_NE(planned.error().what.find("does not pass to a builder"), std::string::npos)
        << planned.error().what;
    app.request.restores = true;
    EXPECT_TRUE(app.release()) << "its image is there";
  }
}

TEST(WaysIn, AProviderNeedsNoImage) {
  PlannedApplication app(
      Files{{"compose.yaml", "services:\n  db: {provider: {type: x}}\n  web: {image: 'a:1'}\n"}});
  const auto planned = app.release();
  EXPECT_TRUE(planned) << planned.error().because;
}

TEST(WaysIn, AVolumeThatLiesOverFilesOfTheCommitIsTold) {
  const auto warned_of = [](const std::string& dockerfile, const std::string& volume) {
    PlannedApplication app(
        {{"compose.yaml", "services:\n  web:\n    build: .\n    volumes: ['" + volume + "']\n"},
         {"Dockerfile", "FROM base\n" + dockerfile},
         {"lib/x", "1\n"},
         {"lib/data/y", "1\n"},
         {"lib/kept-out/z", "1\n"},
         {".dockerignore", "lib/kept-out/*\n"}});
    const auto planned = app.release();
    EXPECT_TRUE(planned);
    const auto& found = planned->plan.warnings;
    return std::any_of(found.begin(), found.end(),
                       [](const auto& finding) { return finding.name == "volume-over-files"; });
  };
  EXPECT_TRUE(warned_of("COPY lib /app/lib\n", "/app/lib"));
  EXPECT_TRUE(warned_of("COPY lib /app/lib\n", "/app"));
  EXPECT_TRUE(warned_of("COPY . /app\n", "/app/lib/data"));
  EXPECT_TRUE(warned_of("COPY lib /app/lib\nVOLUME /app/lib\n", "/other"));
  EXPECT_FALSE(warned_of("COPY . /app\n", "/app/node_modules")) << "the commit has no such directory";
  EXPECT_FALSE(warned_of("COPY lib /app/lib\n", "./lib:/app/lib")) << "a mount shows what the host has";
  EXPECT_FALSE(warned_of("COPY lib /app/lib\n", "/var/lib/data"));
  EXPECT_FALSE(warned_of("COPY lib /app/lib\nVOLUME /app/lib\n", "./lib:/app/lib"))
      << "the mount takes the place of the image's volume";
  EXPECT_FALSE(warned_of("COPY . /app\n", "/app/lib/kept-out")) << "only a directory arrives there";
  EXPECT_FALSE(warned_of("COPY lib/kept-out /data\n", "/data"));
  EXPECT_FALSE(warned_of("COPY . /app\nRUN rm -rf /app/lib\n", "/app/lib"));
  EXPECT_FALSE(warned_of("WORKDIR /app\nCOPY . .\nRUN make && rm -rf lib/; true\n", "/app/lib"));
  EXPECT_TRUE(warned_of("COPY . /app\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n", "/app/lib"));
  EXPECT_TRUE(warned_of("COPY . /app\nRUN rm -rf /var/tmp/x && chown -R app /app/lib\n", "/app/lib"));
  EXPECT_TRUE(warned_of("COPY . /app\nRUN rm -rf /var/tmp/x; chown -R app /app/lib\n", "/app/lib"));
  EXPECT_TRUE(warned_of("COPY . /app\nRUN perform /app/lib\n", "/app/lib"));
}

}  // namespace
}  // namespace slipway::deploy
