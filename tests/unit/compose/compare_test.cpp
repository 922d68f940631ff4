#include "compose/compare.hpp"

#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Files = std::map<std::string, std::string>;

Files compared_application() {
  return {{"compose.yaml", R"(
services:
  orac:
    image: orac
    build: .
    env_file: orac.env
    environment: {LEVEL: info}
    volumes: ["./src:/app/src", "./app.toml:/app/app.toml"]
    configs: [site]
    depends_on: [db]
  db: {image: db}
  sniffer: {image: sniffer, network_mode: "service:orac"}
configs: {site: {file: site.conf}}
)"},
          {"orac.env", "A=1\n"},
          {"src/main.py", "x"},
          {"app.toml", "x"},
          {"site.conf", "x"},
          {"docs/readme.md", "x"}};
}

struct Loaded {
  explicit Loaded(const Files& files) {
    for (const auto& [path, content] : files) {
      tree.add(path, content);
    }
    auto loaded = load(tree, options_for());
    EXPECT_TRUE(loaded) << loaded.error().because;
    if (loaded) {
      model = std::move(*loaded);
    }
  }
  classify::MemoryTree tree;
  Model model;
};

std::map<std::string, ServiceChange> changes(const Files& before, const Files& after) {
  const Loaded old_release(before);
  const Loaded new_release(after);
  std::vector<std::string> paths;
  for (const auto& [path, content] : before) {
    const auto same = after.find(path);
    if (same == after.end() || same->second != content) {
      paths.push_back(path);
    }
  }
  for (const auto& [path, content] : after) {
    if (!before.contains(path)) {
      paths.push_back(path);
    }
  }
  std::map<std::string, ServiceChange> result;
  for (auto& change : compare(old_release.model, new_release.model, paths)) {
    result[change.service] = change;
  }
  return result;
}

Files with(const char* path, const char* content) {
  Files files = compared_application();
  files[path] = content;
  return files;
}

Files replaced(const std::string& from, const std::string& to) {
  Files files = compared_application();
  std::string& text = files["compose.yaml"];
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  text.replace(at, from.size(), to);
  return files;
}

TEST(Compare, KeepsEverythingWhereNothingThatCountsChanged) {
  for (const auto& [name, change] : changes(compared_application(), with("docs/readme.md", "y"))) {
    EXPECT_EQ(change.action, ServiceAction::keep) << name;
  }
  for (const auto& [name, change] :
       changes(compared_application(), replaced("services:\n", "# a comment\nservices:\n"))) {
    EXPECT_EQ(change.action, ServiceAction::keep) << name;
  }
}

TEST(Compare, AContainerThatIsJoinedByItsNameIsFollowed) {
  const auto of = [](const char* level) {
    return Files{{"compose.yaml",
                  std::string("services:\n  owner: {image: a, container_name: own, environment: {L: ") +
                      level + "}}\n  user: {image: b, network_mode: 'container:own'}\n" +
                      "  other: {image: b, network_mode: 'container:somebody'}\n"}};
  };
  const auto changed = changes(of("one"), of("two"));
  EXPECT_EQ(changed.at("user").action, ServiceAction::restart);
  EXPECT_EQ(changed.at("user").with, "owner");
  EXPECT_EQ(changed.at("other").action, ServiceAction::keep);
}

TEST(Compare, AnotherWayOfWritingTheSameIsTheSame) {
  const Files volumes = replaced(
      R"(volumes: ["./src:/app/src", "./app.toml:/app/app.toml"])",
      R"(volumes: ["./x/../src/:/app/src/", {type: bind, source: app.toml, target: /app/app.toml}])");
  EXPECT_EQ(changes(compared_application(), volumes).at("orac").action, ServiceAction::keep);
  const Files environment = replaced("environment: {LEVEL: info}", "environment: [LEVEL=info]");
  EXPECT_EQ(changes(compared_application(), environment).at("orac").action, ServiceAction::keep);
}

TEST(Compare, RestartsExactlyTheServicesThatMountWhatChanged) {
  const auto mounted = changes(compared_application(), with("src/main.py", "y"));
  EXPECT_EQ(mounted.at("orac").action, ServiceAction::restart);
  EXPECT_TRUE(mounted.at("orac").certain);
  ASSERT_EQ(mounted.at("orac").reached.size(), 1U);
  EXPECT_EQ(mounted.at("orac").reached[0].path, "src/main.py");
  EXPECT_EQ(mounted.at("orac").reached[0].reach.kind, ReachKind::bind_directory);
  EXPECT_EQ(mounted.at("db").action, ServiceAction::keep);
  EXPECT_EQ(changes(compared_application(), with("app.toml", "y")).at("orac").action, ServiceAction::restart);
  EXPECT_EQ(changes(compared_application(), with("site.conf", "y")).at("orac").action,
            ServiceAction::restart);
  EXPECT_EQ(changes(compared_application(), with("src/new.py", "y")).at("orac").action,
            ServiceAction::restart);
  EXPECT_EQ(changes(with("src/new.py", "y"), compared_application()).at("orac").action,
            ServiceAction::restart)
      << "deleted";
}

TEST(Compare, RestartsWhatSharesANamespace) {
  const auto mounted = changes(compared_application(), with("src/main.py", "y"));
  EXPECT_EQ(mounted.at("sniffer").action, ServiceAction::restart);
  EXPECT_EQ(mounted.at("sniffer").with, "orac");
}

TEST(Compare, RecreatesWhereTheDefinitionDiffersAndNamesTheKeys) {
  const auto level = changes(compared_application(), replaced("LEVEL: info", "LEVEL: debug"));
  EXPECT_EQ(level.at("orac").action, ServiceAction::recreate);
  EXPECT_THAT(level.at("orac").keys, ElementsAre("environment"));
  EXPECT_EQ(level.at("db").action, ServiceAction::keep);
  const auto file = changes(compared_application(), with("orac.env", "A=2\n"));
  EXPECT_EQ(file.at("orac").action, ServiceAction::recreate);
  EXPECT_THAT(file.at("orac").keys, ElementsAre("environment"));
  ASSERT_EQ(file.at("orac").reached.size(), 1U);
  EXPECT_EQ(file.at("orac").reached[0].reach.kind, ReachKind::environment_file);
  const auto comment = changes(compared_application(), with("orac.env", "# the same\nA=1\n"));
  EXPECT_EQ(comment.at("orac").action, ServiceAction::keep);
  const auto mounts = changes(compared_application(), replaced("\"./src:/app/src\", ", ""));
  EXPECT_THAT(mounts.at("orac").keys, ElementsAre("volumes"));
  const auto config = changes(compared_application(), replaced("file: site.conf", "file: other.conf"));
  EXPECT_THAT(config.at("orac").keys, ElementsAre("configs"));
}

TEST(Compare, SeesWhatLabelFilesSay) {
  Files before{{"compose.yaml", "services: {web: {image: w, label_file: web.labels}}"},
               {"web.labels", "a=1\n"}};
  Files after = before;
  after["web.labels"] = "a=2\n";
  EXPECT_THAT(changes(before, after).at("web").keys, ElementsAre("label_file"));
}

TEST(Compare, LeavesBuildAndDependenciesToOthers) {
  EXPECT_EQ(changes(compared_application(), replaced("build: .", "build: {context: ., args: {A: 1}}"))
                .at("orac")
                .action,
            ServiceAction::keep);
  EXPECT_EQ(changes(compared_application(), replaced("depends_on: [db]", "depends_on: []")).at("orac").action,
            ServiceAction::keep);
}

TEST(Compare, AddsAndRemoves) {
  const auto more = changes(compared_application(),
                            replaced("  db: {image: db}", "  db: {image: db}\n  new: {image: new}"));
  EXPECT_EQ(more.at("new").action, ServiceAction::add);
  const auto fewer = changes(replaced("  db: {image: db}", "  db: {image: db}\n  new: {image: new}"),
                             compared_application());
  EXPECT_EQ(fewer.at("new").action, ServiceAction::remove);
  const auto off = changes(compared_application(), replaced("sniffer: {", "sniffer: {profiles: [x], "));
  EXPECT_EQ(off.at("sniffer").action, ServiceAction::remove);
}

TEST(Compare, SaysWhereARestartIsOnlyPossible) {
  Files before{{"compose.yaml", "services: {web: {image: w, volumes: [\"./conf/${STAGE}:/conf\"]}}"},
               {"conf/live/a", "x"}};
  Files after = before;
  after["conf/live/a"] = "y";
  const auto open = changes(before, after);
  EXPECT_EQ(open.at("web").action, ServiceAction::restart);
  EXPECT_FALSE(open.at("web").certain);
}

/// What is done to each service where these paths differ.
std::map<std::string, ServiceAction> actions(const Model& model, const std::vector<std::string>& paths) {
  std::map<std::string, ServiceAction> found;
  for (const ServiceChange& change : compare(model, model, paths)) {
    found[change.service] = change.action;
  }
  return found;
}

TEST(Compare, AnotherChangedPathNeverLowersAnActionAndARenameIsItsTwoHalves) {
  classify::MemoryTree tree;
  for (const auto& [path, content] : compared_application()) {
    tree.add(path, content);
  }
  const auto model = load(tree, options_for());
  ASSERT_TRUE(model);
  for (const auto& [service, action] : actions(*model, {})) {
    EXPECT_EQ(action, ServiceAction::keep) << service;
  }
  const std::vector<std::string> paths{"orac.env",  "src/main.py",    "src/new.py", "app.toml",
                                       "site.conf", "docs/readme.md", "nowhere"};
  for (const std::string& one : paths) {
    for (const std::string& other : paths) {
      auto alone = actions(*model, {one});
      auto second = actions(*model, {other});
      for (const auto& [service, action] : actions(*model, {one, other})) {
        EXPECT_EQ(action, std::max(alone[service], second[service])) << service << " " << one << " " << other;
      }
    }
  }
}

TEST(Definition, HasEveryKeyThatAContainerHasAlsoThoseThatNothingElseReads) {
  const auto definition = [](const std::string& members) {
    const std::string text = "services: {web: {image: a, " + members +
                             "}}\nsecrets: {s: {file: ./s}}\nconfigs: {c: {file: ./c}}\n";
    return model_of({{"compose.yaml", text.c_str()}, {"s", "1"}, {"c", "1"}}).services.at("web").definition;
  };
  const std::pair<const char*, const char*> changes[] = {
      {"secrets: [{source: s, mode: 0400}]", "secrets: [{source: s, mode: 0440}]"},
      {"configs: [{source: c, uid: '1'}]", "configs: [{source: c, uid: '2'}]"},
      {"ports: [{target: 80, app_protocol: http}]", "ports: [{target: 80, app_protocol: h2c}]"},
      {"ports: [{target: 80, name: a}]", "ports: [{target: 80, name: b}]"},
      {"healthcheck: {test: a, interval: 1s}", "healthcheck: {test: a, interval: 2s}"},
      {"ulimits: {nproc: 5}", "ulimits: {nproc: 6}"},
      {"deploy: {resources: {limits: {memory: 64M}}}", "deploy: {resources: {limits: {memory: 65M}}}"},
      {"mac_address: '02:42:ac:11:00:03'", "mac_address: '02:42:ac:11:00:04'"}};
  for (const auto& [before, after] : changes) {
    EXPECT_NE(definition(before), definition(after)) << after;
    EXPECT_EQ(definition(before), definition(before));
  }
}

}  // namespace
}  // namespace slipway::compose
