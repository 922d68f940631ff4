#include "loading.hpp"

#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

TEST(Mounts, TellWhatTheTreeHasAtTheirSource) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web:
    image: web
    volumes:
      - ./src:/app/src:ro
      - ./app.toml:/app/app.toml
      - ./recordings:/recordings
      - /etc/localtime:/etc/localtime
      - ~/.asoundrc:/root/.asoundrc
      - data:/data
      - /anonymous
      - {type: tmpfs, target: /tmp}
      - "${WHERE}/x:/x"
volumes: {data: }
)"},
                                {"src/main.py", "x"},
                                {"app.toml", "x"}});
  const auto& mounts = model.services.at("web").mounts;
  ASSERT_EQ(mounts.size(), 9U);
  EXPECT_EQ(mounts[0].source.content, Content::directory);
  EXPECT_TRUE(mounts[0].read_only);
  EXPECT_FALSE(mounts[0].is_single_file());
  EXPECT_TRUE(mounts[1].is_single_file());
  EXPECT_FALSE(mounts[1].read_only);
  EXPECT_EQ(mounts[2].source.content, Content::nothing);
  EXPECT_EQ(mounts[3].source.place, Place::outside);
  EXPECT_EQ(mounts[4].source.path, "~/.asoundrc");
  EXPECT_EQ(mounts[5].kind, Mount::Kind::volume);
  EXPECT_EQ(mounts[5].volume, "data");
  EXPECT_EQ(mounts[6].volume, "");
  EXPECT_EQ(mounts[6].target.value, "/anonymous");
  EXPECT_EQ(mounts[7].kind, Mount::Kind::other);
  EXPECT_EQ(mounts[8].kind, Mount::Kind::bind);
  EXPECT_EQ(mounts[8].source.place, Place::unknown);
  EXPECT_EQ(mounts[8].target.value, "/x") << "the colon belongs to the mount, not to the open variable";
  EXPECT_TRUE(mounts[8].target.known());
}

TEST(Mounts, RecogniseTheDeployedDirectoryByItsAbsolutePath) {
  const Model model =
      model_of({{"compose.yaml", "services: {web: {image: web, volumes: [\"/srv/app/conf:/conf\"]}}"},
                {"conf/a", "x"}},
               options_for("/srv/app/"));
  EXPECT_EQ(model.services.at("web").mounts[0].source.path, "conf");
  EXPECT_EQ(model.project_v2, "app");
}

TEST(EnvironmentFiles, KnowWhetherTheTreeHasThem) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web:
    image: web
    env_file: [there.env, ../outside.env, {path: absent.env, required: false}]
)"},
                                {"there.env", "A=1"}});
  const auto& files = model.services.at("web").environment_files;
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].path.content, Content::file);
  EXPECT_TRUE(files[0].required);
  EXPECT_EQ(files[1].path.place, Place::outside);
  EXPECT_FALSE(files[2].required);
}

TEST(FileObjects, HaveTheirSources) {
  const Model model = model_of({{"compose.yaml", R"(
services:
  web: {image: web, configs: [a, {source: b, target: /etc/b}], secrets: [s, t]}
configs: {a: {file: ./conf/a}, b: {content: "x"}}
secrets: {s: {environment: S}, t: {external: true}}
)"},
                                {"conf/a", "x"}});
  EXPECT_EQ(model.configs.at("a").file->content, Content::file);
  EXPECT_TRUE(model.configs.at("b").content);
  EXPECT_EQ(model.secrets.at("s").variable, "S");
  EXPECT_TRUE(model.secrets.at("t").external);
  EXPECT_EQ(model.services.at("web").configs.at(1).target, "/etc/b");
}

}  // namespace
}  // namespace slipway::compose
