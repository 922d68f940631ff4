#include "image/ignore/ignore_choice.hpp"

#include "classify/memory_tree.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {
namespace {

std::optional<std::string> chosen(const classify::Tree& tree, std::string_view context,
                                  std::string_view dockerfile) {
  const auto choice = choose_ignore_file(tree, context, dockerfile);
  EXPECT_TRUE(choice);
  return *choice ? std::optional<std::string>((*choice)->path) : std::nullopt;
}

TEST(IgnoreChoice, PrefersTheFileBesideTheDockerfile) {
  classify::MemoryTree tree;
  tree.add(".dockerignore", "a\n");
  tree.add("docker/prod.Dockerfile.dockerignore", "b\n");
  EXPECT_EQ(chosen(tree, "", "Dockerfile"), ".dockerignore");
  EXPECT_EQ(chosen(tree, ".", "docker/prod.Dockerfile"), "docker/prod.Dockerfile.dockerignore");
  EXPECT_EQ(chosen(tree, "", "docker/dev.Dockerfile"), ".dockerignore");
}

TEST(IgnoreChoice, LooksInTheContextAndNotBesideIt) {
  classify::MemoryTree tree;
  tree.add(".dockerignore", "a\n");
  tree.add("app/main.py", "");
  EXPECT_EQ(chosen(tree, "app", "app/Dockerfile"), std::nullopt);
  tree.add("app/.dockerignore", "");
  EXPECT_EQ(chosen(tree, "./app/", "app/Dockerfile"), "app/.dockerignore");
}

TEST(IgnoreChoice, LetsAnEmptyFileReplaceTheOther) {
  classify::MemoryTree tree;
  tree.add(".dockerignore", "a\n");
  tree.add("Dockerfile.dockerignore", "");
  EXPECT_EQ(chosen(tree, "", "Dockerfile"), "Dockerfile.dockerignore");
  EXPECT_FALSE(context_rules(tree, "", "Dockerfile")->verdict("a", false)->ignored);
}

// As BuildKit does on a host: it sees the files of the context, and a link that leads out of it leads to its
// top.
TEST(IgnoreChoice, FollowsLinksInsideTheContext) {
  classify::MemoryTree tree;
  tree.add("app/.dockerignore", "d/ignore", classify::EntryKind::symlink);
  tree.add("app/d/ignore", "a\n");
  EXPECT_TRUE(context_rules(tree, "app", "app/Dockerfile")->verdict("a", false)->ignored);
  tree.add("app/.dockerignore", "../shared/ignore", classify::EntryKind::symlink);
  tree.add("shared/ignore", "a\n");
  EXPECT_EQ(chosen(tree, "app", "app/Dockerfile"), std::nullopt);
  tree.add("app/shared/ignore", "b\n");
  EXPECT_FALSE(context_rules(tree, "app", "app/Dockerfile")->verdict("a", false)->ignored);
  EXPECT_TRUE(context_rules(tree, "app", "app/Dockerfile")->verdict("b", false)->ignored);
  tree.add("app/.dockerignore", "/app/.dockerignore", classify::EntryKind::symlink);
  EXPECT_EQ(chosen(tree, "app", "app/Dockerfile"), std::nullopt);
}

TEST(IgnoreChoice, AnyPathOnTheWayCounts) {
  classify::MemoryTree tree;
  tree.add("app/.dockerignore", "to/ignore", classify::EntryKind::symlink);
  tree.add("app/to", "../shared", classify::EntryKind::symlink);
  tree.add("app/shared/ignore", "a\n");
  const auto ways = ignore_file_ways(tree, "app", "Dockerfile");
  ASSERT_TRUE(ways);
  for (const char* path :
       {"Dockerfile.dockerignore", "app/.dockerignore", "app/to", "app/shared/ignore", "shared/ignore"}) {
    EXPECT_TRUE(std::find(ways->begin(), ways->end(), path) != ways->end()) << path;
  }
}

TEST(IgnoreChoice, AnInlineDockerfileHasNoneBesideIt) {
  classify::MemoryTree tree;
  tree.add("Dockerfile.dockerignore", "a\n");
  EXPECT_EQ(chosen(tree, "", ""), std::nullopt);
}

TEST(IgnoreChoice, DoesNotTakeADirectoryForAFile) {
  classify::MemoryTree tree;
  tree.add(".dockerignore/x", "");
  EXPECT_EQ(chosen(tree, "", "Dockerfile"), std::nullopt);
  EXPECT_FALSE(context_rules(tree, "", "Dockerfile")->verdict("a", false)->ignored);
}

TEST(IgnoreChoice, DoesWithoutADockerfileInTheTree) {
  classify::MemoryTree tree;
  tree.add(".dockerignore", "a\n");
  EXPECT_EQ(chosen(tree, "", "../docker/Dockerfile"), ".dockerignore");
}

TEST(IgnoreChoice, NamesTheFileInErrors) {
  classify::MemoryTree tree;
  tree.add("app/.dockerignore", "[\n");
  const auto rules = context_rules(tree, "app", "app/Dockerfile");
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().because, "line 1: `[`: syntax error in pattern");
}

}  // namespace
}  // namespace slipway::image
