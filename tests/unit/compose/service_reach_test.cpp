#include "compose/service_reach.hpp"

#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// `service kind`, with `?` where it is not certain.
std::vector<std::string> ways(const Model& model, const char* path) {
  constexpr const char* kinds[] = {"definition", "bind-directory",   "bind-file",     "env-file",  "config",
                                   "secret",     "security-profile", "build-context", "dockerfile"};
  std::vector<std::string> found;
  for (const auto& reach : services_reached_by(model, path)) {
    found.push_back(reach.service + " " + kinds[static_cast<int>(reach.kind)] + (reach.certain ? "" : "?"));
  }
  return found;
}

Model reached_application() {
  return model_of({{"compose.yaml", R"(
services:
  orac:
    build: {context: ., dockerfile: docker/Dockerfile}
    env_file: orac.env
    volumes: ["./src:/app/src:ro", "./app.toml:/app/app.toml", "./data:/data"]
    configs: [site]
    secrets: [token]
  side:
    image: side
    volumes: [".:/all", "cache:/all/data", "./src:/all/lib"]
  off: {image: off, profiles: [off], volumes: ["./src:/src"]}
configs: {site: {file: conf/site.conf}}
secrets: {token: {file: conf/token}}
volumes: {cache: }
)"},
                   {"src/main.py", "x"},
                   {"app.toml", "x"},
                   {"conf/site.conf", "x"},
                   {"conf/token", "x"},
                   {"orac.env", "A=1"},
                   {"docker/Dockerfile", "FROM x"}});
}

TEST(Reach, NamesEveryWay) {
  const Model model = reached_application();
  EXPECT_THAT(ways(model, "src/main.py"), UnorderedElementsAre("orac bind-directory", "orac build-context",
                                                               "side bind-directory", "side bind-directory"));
  EXPECT_THAT(ways(model, "app.toml"),
              UnorderedElementsAre("orac bind-file", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "orac.env"),
              UnorderedElementsAre("orac env-file", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "conf/site.conf"),
              UnorderedElementsAre("orac config", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "conf/token"),
              UnorderedElementsAre("orac secret", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "docker/Dockerfile"),
              UnorderedElementsAre("orac dockerfile", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "docker/Dockerfile.dockerignore"),
              UnorderedElementsAre("orac dockerfile", "orac build-context", "side bind-directory"));
  EXPECT_THAT(ways(model, "compose.yaml"), UnorderedElementsAre("orac definition", "orac build-context",
                                                                "side definition", "side bind-directory"));
}

TEST(Reach, StopsWhereAnotherMountLiesOverIt) {
  const Model model = reached_application();
  EXPECT_THAT(ways(model, "data/x"), UnorderedElementsAre("orac bind-directory", "orac build-context"))
      << "side has a volume there";
  EXPECT_THAT(ways(model, "lib/x"), UnorderedElementsAre("orac build-context")) << "side has ./src there";
  EXPECT_THAT(ways(model, "database"), UnorderedElementsAre("orac build-context", "side bind-directory"));
}

TEST(Reach, IgnoresNamesThatOnlyBeginAlike) {
  const Model model = model_of({{"compose.yaml", "services: {web: {image: w, volumes: [\"./src:/src\"]}}"}});
  EXPECT_THAT(ways(model, "src2/x"), IsEmpty());
  EXPECT_THAT(ways(model, "src"), ElementsAre("web bind-directory"));
}

TEST(Reach, FollowsLinks) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", "services: {web: {image: w, volumes: [\"./current:/app\"]}}");
  tree.add("current", "releases/2", classify::EntryKind::symlink);
  tree.add("releases/2/a", "x");
  const auto model = load(tree, options_for());
  ASSERT_TRUE(model);
  EXPECT_THAT(ways(*model, "releases/2/a"), ElementsAre("web bind-directory"));
  EXPECT_THAT(ways(*model, "current"), ElementsAre("web bind-directory"));
  EXPECT_THAT(ways(*model, "releases/1/a"), IsEmpty());
}

TEST(Reach, SaysWhereItIsNotCertain) {
  const Model model =
      model_of({{"compose.yaml", "services: {web: {image: w, volumes: [\"./conf/${STAGE}:/conf\"]}}"}});
  EXPECT_THAT(ways(model, "conf/live/a"), ElementsAre("web bind-directory?"));
  EXPECT_THAT(ways(model, "src/a"), IsEmpty());
}

TEST(Reach, SeesThroughVolumesThatAreBindMounts) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web: {image: w, volumes: ["conf:/conf", "data:/data"], label_file: web.labels}
volumes:
  conf: {driver: local, driver_opts: {type: none, o: "ro,bind", device: ./conf}}
  data: {driver_opts: {type: nfs, o: "addr=1.2.3.4", device: ":/data"}}
)"}});
  EXPECT_THAT(ways(model, "conf/a"), ElementsAre("web bind-directory"));
  EXPECT_THAT(ways(model, "data/a"), IsEmpty());
  EXPECT_THAT(ways(model, "web.labels"), ElementsAre("web env-file"));
}

TEST(Reach, KnowsIncludedAndExtendedFiles) {
  const Model model = model_of(
      {{"compose.yaml", "include: [db/compose.yaml]\nservices: {web: {extends: {file: b.yml, service: b}}}"},
       {"b.yml", "services: {b: {image: b}}"},
       {"db/compose.yaml", "services: {db: {image: \"db:${T}\"}}"},
       {"db/.env", "T=1"}});
  for (const char* path : {"compose.yaml", "b.yml", "db/compose.yaml", "db/.env"}) {
    EXPECT_THAT(ways(model, path), ElementsAre("db definition", "web definition")) << path;
  }
}

}  // namespace
}  // namespace slipway::compose
