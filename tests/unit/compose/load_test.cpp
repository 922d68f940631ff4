#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* plain = "services: {web: {image: web}}";

TEST(Load, NamesTheProjectAsBothComposesDo) {
  const auto names = [](const char* directory) {
    const Model model = model_of({{"compose.yaml", plain}}, options_for(directory));
    return model.project_v2 + " " + model.project_v1;
  };
  EXPECT_EQ(names("/home/pi/Hey Orac.2"), "heyorac2 heyorac2");
  EXPECT_EQ(names("~/_app-"), "app- _app-");
  const Model model = model_of({{"compose.yaml", plain}});
  EXPECT_EQ(model.services.at("web").default_image_v2, "hey-orac-web");
  EXPECT_EQ(model.services.at("web").default_image_v1, "hey-orac_web");
}

TEST(Load, PrefersTheSettingsForTheProjectsName) {
  LoadOptions options = options_for();
  options.environment["COMPOSE_PROJECT_NAME"] = "given";
  EXPECT_EQ(model_of({{"compose.yaml", "name: written\nservices: {web: {image: web}}"}}, options).project_v2,
            "given");
  EXPECT_EQ(model_of({{"compose.yaml", "name: written\nservices: {web: {image: web}}"}}).project_v2,
            "written");
  EXPECT_EQ(model_of({{"compose.yaml", "name: written\nservices: {web: {image: web}}"}}).project_v1,
            "hey-orac");
  options.environment["COMPOSE_PROJECT_NAME"] = "Given!";
  EXPECT_THAT(error_of({{"compose.yaml", plain}}, options).fix, HasSubstr("`given`"));
  EXPECT_THAT(error_of({{"compose.yaml", plain}}, options_for("/srv/___")).fix, HasSubstr("name:"));
}

TEST(Load, NamesAProjectInASubdirectoryAfterThat) {
  LoadOptions options = options_for();
  options.files = {"deploy/compose.yaml"};
  EXPECT_EQ(model_of({{"deploy/compose.yaml", plain}}, options).project_v2, "deploy");
  options.project_directory = "";
  const Model model = model_of({{"deploy/compose.yaml", "services: {web: {build: .}}"}}, options);
  EXPECT_EQ(model.project_v2, "hey-orac");
  EXPECT_EQ(model.services.at("web").build->context.path.path, "");
}

TEST(Load, SaysWhatIsMissing) {
  EXPECT_THAT(error_of({{"README.md", "x"}}).because,
              HasSubstr("compose.yaml, compose.yml, docker-compose.yml"));
  LoadOptions options = options_for();
  options.files = {"deploy/compose.yaml"};
  const Error error = error_of({{"compose.yaml", plain}}, options);
  EXPECT_THAT(error.what, HasSubstr("deploy/compose.yaml"));
  EXPECT_THAT(error_of({{"compose.yaml", "volumes: {a: }"}}).what, HasSubstr("have no service"));
  options.files.clear();
  options.services = {"web", "wbe"};
  EXPECT_THAT(error_of({{"compose.yaml", plain}}, options).what, HasSubstr("`wbe`"));
}

TEST(Load, KeepsTheVersionAsWritten) {
  EXPECT_EQ(model_of({{"compose.yaml", "version: \"3.8\"\nservices: {web: {image: web}}"}}).version, "3.8");
  EXPECT_EQ(model_of({{"compose.yaml", "version: 2.40\nservices: {web: {image: web}}"}}).version, "2.40");
  EXPECT_EQ(model_of({{"compose.yaml", plain}}).version, "");
}

TEST(Load, LeavesWhatTheHostMayKnowOpen) {
  const Model model =
      model_of({{"compose.yaml", "services: {web: {image: \"web:${TAG}\", command: \"${X:-y}\"}}"}});
  EXPECT_THAT(model.services.at("web").image->unknown, ElementsAre("TAG"));
  EXPECT_EQ(model.services.at("web").image->value, "web:${TAG}");
  const Model with_file =
      model_of({{"compose.yaml", "services: {web: {image: \"web:${TAG}\"}}"}, {".env", "TAG=3"}});
  EXPECT_EQ(with_file.services.at("web").image->value, "web:3");
  EXPECT_TRUE(with_file.dotenv_in_tree);
  EXPECT_THAT(with_file.related_files, ElementsAre(".env"));
}

TEST(Load, ReadsTheSmallThings) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web:
    image: web
    restart: on-failure:3
    container_name: one
    devices: ["/dev/snd", {source: /dev/x, target: /dev/y}]
    network_mode: host
    privileged: true
    platform: linux/arm64
    pull_policy: never
    profiles: []
    healthcheck: {test: [CMD, check], disable: true}
  job: {image: job, healthcheck: {interval: 5s}, ports: [{target: 80, published: "8080-8090"}, "53:53/udp"]}
)"}});
  const Service& web = model.services.at("web");
  EXPECT_EQ(web.restart.value, "on-failure:3");
  EXPECT_EQ(web.container_name.value, "one");
  EXPECT_EQ(web.devices.at(0).value, "/dev/snd");
  EXPECT_EQ(web.devices.at(1).value, "/dev/x");
  EXPECT_EQ(web.network_mode.value, "host");
  EXPECT_TRUE(web.privileged);
  EXPECT_EQ(web.platform.value, "linux/arm64");
  EXPECT_EQ(web.pull_policy.value, "never");
  EXPECT_TRUE(web.health_check->disabled);
  EXPECT_EQ(web.location.file, "compose.yaml");
  EXPECT_EQ(web.location.line, 4);
  const Service& job = model.services.at("job");
  EXPECT_FALSE(job.health_check->disabled);
  EXPECT_TRUE(job.health_check->test.empty());
  EXPECT_EQ(job.ports.at(0).published.value, "8080-8090");
  EXPECT_EQ(job.ports.at(0).protocol, "tcp");
  EXPECT_EQ(job.ports.at(1).protocol, "udp");
}

TEST(Load, ChosenServicesBringWhatTheyDependOn) {
  LoadOptions options = options_for();
  options.services = {"debug"};
  const Model model = model_of({{"compose.yaml", R"(
services:
  debug: {image: d, profiles: [debug], depends_on: [web]}
  web: {image: w, links: ["db:database"]}
  db: {image: db}
  other: {image: o}
)"}},
                               options);
  EXPECT_TRUE(model.services.at("debug").active);
  EXPECT_TRUE(model.services.at("web").active);
  EXPECT_TRUE(model.services.at("db").active);
  EXPECT_FALSE(model.services.at("other").active);
}

TEST(Load, ForgivesInactiveServicesWhatComposeForgives) {
  EXPECT_FALSE(model_of({{"compose.yaml",
                          "services: {web: {image: w}, base: {profiles: [x], volumes: [\"gone:/x\"]}}"}})
                   .services.at("base")
                   .active);
  LoadOptions options = options_for();
  options.profiles = {"*"};
  EXPECT_THAT(
      error_of({{"compose.yaml", "services: {web: {image: w}, base: {profiles: [x]}}"}}, options).what,
      HasSubstr("`base`"));
}

TEST(Load, FollowsAComposeFileThatIsALink) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", "deploy/real.yaml", classify::EntryKind::symlink);
  tree.add("deploy/real.yaml", "services: {web: {build: .}}");
  const auto model = load(tree, options_for());
  ASSERT_TRUE(model);
  EXPECT_EQ(model->services.at("web").build->context.path.path, "") << "paths start where the link is";
  EXPECT_THAT(model->related_files, ElementsAre("deploy/real.yaml"));
}

TEST(Load, ErrorsNameFileAndLine) {
  const auto found = [](const char* text) { return error_of({{"compose.yaml", text}}).because; };
  EXPECT_THAT(found("services:\n  web:\n    image: a\n    ports: 80\n"), HasSubstr("compose.yaml:4"));
  EXPECT_THAT(found("services:\n  web:\n    ports: []\n"),
              HasSubstr("compose.yaml:3: compose cannot start it"));
  EXPECT_THAT(found("services:\n  web: just text\n"), HasSubstr("compose.yaml:2: it is `just text`"));
  EXPECT_THAT(found("services:\n  \"a b\": {image: x}\n"), HasSubstr("compose.yaml:2: names have"));
  EXPECT_THAT(found("services:\n  web:\n    image: a\n    privileged: maybe\n"),
              HasSubstr("compose.yaml:4: it is `maybe`"));
  EXPECT_THAT(found("services:\n  web:\n    image: a\n    volumes: [{source: x}]\n"),
              HasSubstr("compose.yaml:4"));
  EXPECT_THAT(found("services:\n  web:\n    image: a\n    environment: [[x]]\n"),
              HasSubstr("compose.yaml:4: it is a list"));
  EXPECT_THAT(found("just text"), HasSubstr("compose.yaml:1"));
}

TEST(Load, RefusesWhatComposeRefuses) {
  EXPECT_THAT(error_of({{"compose.yaml", "services: {web: {image: a, networks: [front]}}"}}).what,
              HasSubstr("`front`, which is not defined"));
  EXPECT_THAT(error_of({{"compose.yaml",
                         "services:\n  a: {image: a, depends_on: [b]}\n  b: {image: a, depends_on: [c]}\n"
                         "  c: {image: a, links: [a]}\n"}})
                  .because,
              HasSubstr("a needs b needs c needs a"));
  model_of({{"compose.yaml",
             "services:\n  a: {image: a, depends_on: [c, b], networks: [default, n]}\n  b: {image: a, "
             "depends_on: [c]}\n"
             "  c: {image: a}\nnetworks: {n: }\n"}});
}

TEST(Load, ADefaultThatIsNotNeededIsNotLookedAt) {
  const Model model = model_of(
      {{"compose.yaml", "services: {web: {image: 'a:${TAG:-${NEEDED:?say which}}'}}"}, {".env", "TAG=1\n"}});
  EXPECT_EQ(model.services.at("web").image->value, "a:1");
  EXPECT_TRUE(model.warnings.empty());
}

TEST(Load, VariablesOfARawFileAreTakenAsTheyStand) {
  const Model model =
      model_of({{"compose.yaml", "services: {web: {image: a, env_file: [{path: a.env, format: raw}]}}"},
                {"a.env", "P='x\nQ=${NO}\n# words\n"}});
  EXPECT_THAT(model.services.at("web").definition.at("environment"), HasSubstr("'x"));
}

TEST(Load, NewKeysAreKeysOfTheSpecification) {
  const Model model =
      model_of({{"compose.yaml",
                 "services:\n  web: {image: a, pre_start: [], use_api_socket: true, pull_refresh_after: 1d,"
                 " models: [m]}\nmodels: {m: {model: x}}\n"}});
  EXPECT_TRUE(model.warnings.empty());
}

// As compose does since 2.27. An older one on the host refuses the files when it is asked, before the build.
TEST(Load, AFileOverridesWhatItIncludes) {
  const Model model =
      model_of({{"compose.yaml",
                 "include: [base.yaml]\nservices:\n  web: {environment: {B: 2}, ports: ['80:80']}\n"
                 "  more: {extends: {service: base}, environment: {C: 3}}\n"},
                {"base.yaml",
                 "services:\n  web: {image: a, environment: {A: 1, B: 1}}\n  base: {image: b, environment: "
                 "{D: 4}}\n"}});
  const auto& web = model.services.at("web");
  EXPECT_EQ(web.image->value, "a");
  EXPECT_EQ(web.environment.at("A").value, "1");
  EXPECT_EQ(web.environment.at("B").value, "2");
  EXPECT_EQ(model.services.at("more").image->value, "b");
  EXPECT_EQ(model.services.at("more").environment.at("D").value, "4");
}

}  // namespace
}  // namespace slipway::compose
