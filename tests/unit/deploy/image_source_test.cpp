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

ImageBuild image(const std::string& service, const std::string& dockerfile) {
  ImageBuild build;
  build.service = service;
  build.name_v2 = build.name_v1 = "app-" + service;
  build.dockerfile = dockerfile;
  return build;
}

TEST(ImageSource, WhatAnotherImageHasForItIsKnownByThatImagesName) {
  classify::MemoryTree tree;
  tree.add("base/Dockerfile", "FROM scratch\nONBUILD COPY src /src\n");
  tree.add("web/Dockerfile", "FROM app-base\n");
  tree.add("other/Dockerfile", "FROM scratch\n");
  const std::vector<ImageBuild> images{image("base", "base/Dockerfile"), image("web", "web/Dockerfile"),
                                       image("other", "other/Dockerfile"), image("lost", "lost/Dockerfile")};
  const ImageSources sources(tree, images);
  const auto triggers = sources.of(images[1]).options.triggers;
  ASSERT_EQ(triggers.size(), 1U);
  EXPECT_EQ(triggers.begin()->first, "docker.io/library/app-base:latest");
  EXPECT_EQ(triggers.begin()->second, std::vector<std::string>{"COPY src /src"});
  EXPECT_TRUE(sources.of(images[0]).options.triggers.empty()) << "its own are for others";
  EXPECT_EQ(sources.of(images[2], "BUST", "1").options.arguments.at("BUST"), "1");
  EXPECT_TRUE(sources.of(images[2], "BUST", "").options.arguments.empty());
}

}  // namespace
}  // namespace slipway::deploy
