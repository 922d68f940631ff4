// Two ways to look at a change, held against each other over random projects: how the changed paths reach the
// image, and which of its steps are predicted to run again. SLIPWAY_PROJECTS says how many projects.
#include "classify/memory_tree.hpp"
#include "deploy/plan/image_facts.hpp"
#include "image/steps/image_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

namespace slipway::deploy {
namespace {

using classify::Change;
using classify::ChangeKind;
using classify::EntryKind;
using classify::MemoryTree;
using Nodes = std::map<std::string, MemoryTree::Node>;

constexpr std::array<const char*, 14> files{
    "a",          "app/a",      "app/b.md",     "app/src/main.py", "app/src/lib/x", "app/requirements.txt",
    "shared/a",   "shared/b",   "shared/d/one", "conf/app.toml",   "src/main.py",   "requirements.txt",
    "shared/ign", "conf/new\nx"};
constexpr std::array<const char*, 6> directories{"", "app", "app/src", "shared", "shared/d", "conf"};
constexpr std::array<const char*, 12> targets{"a",      "../a",      "app",         "../app",
                                              "shared", "../shared", "../shared/d", "lib",
                                              "/app/a", "/shared",   "nowhere",     "d/one"};
constexpr std::array<const char*, 6> ignored{"*.md", "src", "a", "*\n!src\n!a", "link*", "**/lib"};

/// A project whose names lead to other names: links to files and to directories, definitions beside the
/// context.
class RandomProject {
 public:
  explicit RandomProject(unsigned seed) : random_(seed) {
    for (const char* path : files) {
      if (below(4) != 0) {
        nodes_[path].content = "1\n";
      }
    }
    for (std::size_t count = below(4); count > 0; --count) {
      nodes_[link_path()] = {EntryKind::symlink, some(targets)};
    }
    context = some(std::array<const char*, 4>{"", "app", "ctx", "shared"});
    nodes_["ctx"] = {EntryKind::symlink, below(2) == 0 ? "app" : "shared"};
    dockerfile = below(3) == 0 ? "conf/web.df" : in_context("Dockerfile");
    define(dockerfile, dockerfile_text());
    if (below(2) == 0) {
      define(below(4) == 0 ? dockerfile + ".dockerignore" : in_context(".dockerignore"), some(ignored));
    }
  }

  /// Another state of the same project.
  Nodes edited() {
    Nodes after = nodes_;
    for (std::size_t count = 1 + below(3); count > 0; --count) {
      auto node = after.begin();
      std::advance(node, static_cast<std::ptrdiff_t>(below(after.size())));
      switch (below(6)) {
        case 0:
          after.erase(node);
          break;
        case 1:
          after[below(2) == 0 ? link_path() : std::string(some(files))] = {EntryKind::symlink, some(targets)};
          break;
        case 2:
          after[some(files)].content += "2\n";
          break;
        default:
          if (node->second.kind == EntryKind::symlink) {
            node->second.content = some(targets);
          } else if (is_definition(node->first)) {
            node->second.content += node->first.find("ign") != std::string::npos ? "b*\n" : step();
          } else {
            node->second.content += "2\n";
          }
      }
    }
    return after;
  }

  const Nodes& nodes() const { return nodes_; }
  std::string context;
  std::string dockerfile;

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  template <std::size_t N>
  const char* some(const std::array<const char*, N>& list) {
    return list[below(N)];
  }
  std::string in_context(const std::string& name) const {
    const std::string directory = context == "ctx" ? nodes_.at("ctx").content : context;
    return directory.empty() ? name : directory + "/" + name;
  }
  std::string link_path() {
    const std::string directory = some(directories);
    return (directory.empty() ? "" : directory + "/") + (below(2) == 0 ? "link" : "to");
  }
  static bool is_definition(const std::string& path) {
    return path.find("ockerfile") != std::string::npos || path.ends_with(".df") || path.ends_with("ignore") ||
           path.ends_with("ign");
  }

  /// A file at `path`, or a link there that leads to it.
  void define(const std::string& path, const std::string& text) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    const std::string name = "of-" + path.substr(slash == std::string::npos ? 0 : slash + 1);
    switch (below(4)) {
      case 0:
        nodes_[path] = {EntryKind::symlink, "defs/" + name};
        nodes_[directory + "defs/" + name].content = text;
        break;
      case 1:
        nodes_[path] = {EntryKind::symlink, directory.empty() ? "shared/" + name : "../shared/" + name};
        nodes_["shared/" + name].content = text;
        break;
      default:
        nodes_[path].content = text;
    }
  }

  std::string step() {
    static constexpr std::array<const char*, 14> steps{
        "COPY a /a\n",
        "COPY . /all\n",
        "COPY src /s/\n",
        "COPY link /l\n",
        "COPY to/ /t/\n",
        "COPY *.md /m/\n",
        "RUN make\n",
        "RUN --mount=type=bind,source=src,target=/m make\n",
        "COPY --from=extra . /e/\n",
        "COPY --exclude=*.md . /x\n",
        "COPY requirements.txt ./\nRUN pip install -r requirements.txt\n",
        "ADD a b.md /ab/\n",
        "COPY link/../a /la\n",
        "ENV X=1\n"};
    return some(steps);
  }

  std::string dockerfile_text() {
    std::string text;
    if (below(3) == 0) {
      text = "FROM base AS first\n" + step() + (below(2) == 0 ? "ONBUILD COPY src /onbuild\n" : "") +
             "FROM first\n";
    } else {
      text = "FROM base\n";
    }
    for (std::size_t count = 1 + below(3); count > 0; --count) {
      text += step();
    }
    return text;
  }

  std::mt19937 random_;
  Nodes nodes_;
};

/// False where files stand in the way of directories: git has no such tree.
bool fill(MemoryTree& tree, const Nodes& nodes) {
  for (const auto& [path, node] : nodes) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (nodes.contains(path.substr(0, slash))) {
        return false;
      }
    }
    tree.add(path, node.content, node.kind);
  }
  return true;
}

classify::ChangeSet changes_of(const Nodes& before, const Nodes& after) {
  classify::ChangeSet changes;
  for (const auto& [path, node] : before) {
    const auto there = after.find(path);
    if (there == after.end()) {
      changes.push_back({path, ChangeKind::deleted, node.kind, node.kind});
    } else if (there->second.content != node.content || there->second.kind != node.kind) {
      changes.push_back({path, ChangeKind::modified, node.kind, there->second.kind});
    }
  }
  for (const auto& [path, node] : after) {
    if (!before.contains(path)) {
      changes.push_back({path, ChangeKind::added, node.kind, node.kind});
    }
  }
  return changes;
}

std::string shown(const Nodes& nodes) {
  std::string text;
  for (const auto& [path, node] : nodes) {
    text += path + (node.kind == EntryKind::symlink ? " -> " : ": ") + node.content + "\n";
  }
  return text;
}

TEST(VerdictInvariant, WhatIsPredictedToRunAgainIsBuilt) {
  const char* wanted = std::getenv("SLIPWAY_PROJECTS");
  const unsigned long projects = wanted == nullptr ? 500 : std::strtoul(wanted, nullptr, 10);
  unsigned long compared = 0;
  unsigned long rerun = 0;
  for (unsigned seed = 0; compared < projects && seed < 40 * projects; ++seed) {
    RandomProject project(seed);
    const Nodes after_nodes = project.edited();
    MemoryTree before_tree;
    MemoryTree after_tree;
    if (!fill(before_tree, project.nodes()) || !fill(after_tree, after_nodes)) {
      continue;
    }
    image::ImageSource source;
    source.context = project.context;
    source.dockerfile = project.dockerfile;
    source.options.contexts["extra"] = {"shared", ""};
    source.tree = &before_tree;
    const auto before = image::ImageModel::load(source);
    source.tree = &after_tree;
    const auto after = image::ImageModel::load(source);
    if (!before || !after || !before->problems()->empty() || !after->problems()->empty()) {
      continue;
    }
    ++compared;
    classify::PlanInput input;
    input.images.emplace_back();
    classify::ImageFacts& facts = input.images.back();
    facts.service = "web";
    facts.context = after->contexts().front().tree_path("");
    input.changes = facts.changes = changes_of(project.nodes(), after_nodes);
    ASSERT_TRUE(compare_models(facts, &*before, *after));
    const bool runs_again = facts.steps && !facts.steps->first.empty();
    rerun += runs_again ? 1 : 0;
    const classify::Plan plan = classify::decide(input, classify::Rules({}, true));
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + shown(project.nodes()) + "---\n" +
                 shown(after_nodes));
    bool all_unreached = true;
    for (std::size_t number = 0; number < facts.changes.size(); ++number) {
      const classify::ReachAnswer* answer = facts.reach.of(number);
      all_unreached = all_unreached && answer != nullptr && classify::cannot_reach(answer->reach);
    }
    // By the paths alone, without the help of the forecast.
    ASSERT_FALSE(runs_again && all_unreached) << facts.steps->first;
    ASSERT_TRUE(plan.images.front().build || (!runs_again && all_unreached));
    ASSERT_TRUE(!plan.images.front().build || plan.strategy != classify::Strategy::none);
  }
  EXPECT_EQ(compared, projects);
  EXPECT_GT(rerun, projects / 5);
}

}  // namespace
}  // namespace slipway::deploy
