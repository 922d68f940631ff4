#include "deploy/plan/image_source.hpp"

#include "classify/memory_tree.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

bool has_own_front_end_with(const std::string& dockerfile) {
  classify::MemoryTree tree;
  tree.add("Dockerfile", dockerfile);
  ImageBuild build;
  build.dockerfile = "Dockerfile";
  return has_own_front_end(build, tree);
}

TEST(ImageSource, AFrontEndIsNamedByADirectiveAlone) {
  EXPECT_TRUE(has_own_front_end_with("# syntax=example.org/front-end\nFROM scratch\n"));
  EXPECT_FALSE(has_own_front_end_with("# syntax notes\nFROM scratch\n"));
  EXPECT_FALSE(has_own_front_end_with("# a comment\n# syntax=example.org/front-end\nFROM scratch\n"));
  EXPECT_FALSE(has_own_front_end_with("FROM scratch\n"));
}

TEST(ImageSource, ADirectiveIsFoundWhereverBuildKitFindsIt) {
  EXPECT_TRUE(has_own_front_end_with("\xEF\xBB\xBF# syntax=example.org/front-end\nFROM scratch\n"));
  EXPECT_TRUE(has_own_front_end_with("#!/usr/bin/build\n# syntax=example.org/front-end\n"));
  EXPECT_TRUE(has_own_front_end_with("// syntax=example.org/front-end\n{}\n"));
  EXPECT_TRUE(has_own_front_end_with("{\"syntax\": \"example.org/front-end\"}"));
}

TEST(ImageSource, AnInlineDockerfileNamesOneAsWell) {
  ImageBuild build;
  build.inline_dockerfile = "#syntax=example.org/front-end\nFROM scratch\n";
  EXPECT_TRUE(has_own_front_end(build, classify::MemoryTree()));
}

}  // namespace
}  // namespace slipway::deploy
