// What holds of verdicts whatever the trees: with a real Dockerfile and ignore file between the rules and the
// changes.
#include "classify/memory_tree.hpp"
#include "classify/verdict.hpp"
#include "image/predict/default_reach.hpp"
#include "image/steps/image_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace slipway::image {
namespace {

using classify::Change;
using classify::ChangeKind;
using classify::ChangeSet;
using classify::MemoryTree;
using classify::Strategy;
using Nodes = std::map<std::string, MemoryTree::Node>;

constexpr std::array<const char*, 5> dockerfiles{
    "FROM a\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY src src\nCOPY conf/*.toml "
    "/c/\n",
    "FROM a AS b\nCOPY src/lib /l\nRUN make\nFROM a\nCOPY --from=b /l /l\nCOPY . /all\n",
    "FROM a\nRUN --mount=type=bind,source=src,target=/m make\nADD docs /d\n", "FROM a\nRUN true\n",
    "FROM a\nCOPY package*.json ./\nRUN npm ci\nCOPY --exclude=*.md . .\nLABEL x=y\n"};
constexpr std::array<const char*, 4> ignore_files{"", "docs\n*.md\n", "*\n!src\n!requirements.txt\n",
                                                  "src/*\n!src/lib\n**/*.txt\n"};
constexpr std::array<const char*, 12> paths{
    "src/a.py",  "src/lib/b.py",     "src/lib/c.md", "conf/app.toml", "docs/page.md",    "README.md",
    "setup.cfg", "requirements.txt", "package.json", "models/m.bin",  "docs/Dockerfile", "src/new\nname"};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    nodes_["Dockerfile"].content = dockerfiles[below(dockerfiles.size())];
    const std::string ignore = ignore_files[below(ignore_files.size())];
    if (!ignore.empty()) {
      nodes_[".dockerignore"].content = ignore;
    }
    for (const char* path : paths) {
      if (below(3) != 0) {
        nodes_[path].content = "1\n";
      }
    }
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }
  const Nodes& nodes() const { return nodes_; }

  /// Another state of the same files.
  Nodes edited() {
    Nodes after = nodes_;
    for (std::size_t count = below(4); count > 0; --count) {
      const std::string path = paths[below(paths.size())];
      if (below(3) == 0) {
        after.erase(path);
      } else {
        after[path].content += "2\n";
      }
    }
    if (below(4) == 0) {
      after["Dockerfile"].content += below(2) == 0 ? "# words\n" : "RUN more\n";
    }
    return after;
  }

 private:
  std::mt19937 random_;
  Nodes nodes_;
};

void fill(MemoryTree& tree, const Nodes& nodes) {
  for (const auto& [path, node] : nodes) {
    tree.add(path, node.content, node.kind);
  }
}

Strategy verdict(const Nodes& before, const Nodes& after, bool literal) {
  MemoryTree from;
  MemoryTree to;
  fill(from, before);
  fill(to, after);
  ChangeSet changes;
  for (const auto& [path, node] : before) {
    const auto there = after.find(path);
    if (there == after.end()) {
      changes.push_back({path, ChangeKind::deleted});
    } else if (there->second.content != node.content) {
      changes.push_back({path, ChangeKind::modified});
    }
  }
  for (const auto& [path, node] : after) {
    if (!before.contains(path)) {
      changes.push_back({path, ChangeKind::added});
    }
  }
  ImageSource built;
  built.tree = &from;
  ImageSource source;
  source.tree = &to;
  const auto model = ImageModel::load(source);
  EXPECT_TRUE(model) << model.error().because;
  const auto reach =
      changes.empty() ? Result<classify::ReachAnswers>{} : reach_since(built, *model, changes, !literal);
  EXPECT_TRUE(reach) << reach.error().because;
  return classify::classify(changes, classify::Rules({}, true), {}, *reach, literal).strategy;
}

TEST(VerdictOfImages, EqualTreesGiveNone) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const World world(seed);
    ASSERT_EQ(verdict(world.nodes(), world.nodes(), seed % 2 == 0), Strategy::none);
  }
}

TEST(VerdictOfImages, AnotherChangedFileNeverLowersTheVerdict) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    World world(seed);
    Nodes after = world.edited();
    const bool literal = seed % 2 == 0;
    const Strategy first = verdict(world.nodes(), after, literal);
    const std::string more = paths[world.below(paths.size())];
    const auto there = world.nodes().find(more);
    if (there != world.nodes().end() && after.contains(more) &&
        after[more].content != there->second.content) {
      continue;  // It is changed already.
    }
    after[more].content = "another change\n";
    ASSERT_GE(verdict(world.nodes(), after, literal), first) << seed << " " << more;
  }
}

TEST(VerdictOfImages, ARenameAsksForWhatItsTwoHalvesAskFor) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    World world(seed);
    const bool literal = seed % 2 == 0;
    const std::string old_name = paths[world.below(paths.size())];
    const std::string new_name = paths[world.below(paths.size())];
    if (old_name == new_name || !world.nodes().contains(old_name) || world.nodes().contains(new_name)) {
      continue;
    }
    Nodes deleted = world.nodes();
    deleted.erase(old_name);
    Nodes added = world.nodes();
    added[new_name] = added[old_name];
    Nodes renamed = added;
    renamed.erase(old_name);
    ASSERT_EQ(verdict(world.nodes(), renamed, literal),
              std::max(verdict(world.nodes(), deleted, literal), verdict(world.nodes(), added, literal)))
        << seed << " " << old_name << " " << new_name;
  }
}

}  // namespace
}  // namespace slipway::image
