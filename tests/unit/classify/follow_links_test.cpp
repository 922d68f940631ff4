#include "classify/follow_links.hpp"

#include "classify/memory_tree.hpp"

#include <gmock/gmock.h>

namespace slipway::classify {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FollowLinks : public testing::Test {
 protected:
  FollowLinks() {
    tree.add("app/a", "1");
    tree.add("shared/b", "1");
    link("app/to-shared", "../shared");
    link("app/to-b", "to-shared/b");
    link("app/out", "../../elsewhere/c");
    link("app/absolute", "/srv/app/shared/b");
    link("app/circle", "circle");
  }
  void link(const std::string& path, const std::string& target) {
    tree.add(path, target, EntryKind::symlink);
  }
  FollowedPath follow(std::string_view path, const LinkBounds& bounds = {}) const {
    return *follow_links(tree, path, bounds);
  }

  MemoryTree tree;
};

TEST_F(FollowLinks, APlainPathLeadsToItself) {
  EXPECT_EQ(follow("app/a").path, "app/a");
  EXPECT_TRUE(follow("app/a").is_file());
  EXPECT_THAT(follow("app/a").links, IsEmpty());
  EXPECT_TRUE(follow("").is_directory());
  EXPECT_FALSE(follow("app/nothing/there").entry);
  EXPECT_EQ(follow("app/nothing/there").path, "app/nothing/there");
}

TEST_F(FollowLinks, EveryLinkOnTheWayIsNamed) {
  const FollowedPath followed = follow("app/to-b");
  EXPECT_EQ(followed.path, "shared/b");
  EXPECT_TRUE(followed.is_file());
  EXPECT_THAT(followed.way(), ElementsAre("app/to-b", "app/to-shared", "shared/b"));
  EXPECT_TRUE(follow("app/to-shared").is_directory());
}

TEST_F(FollowLinks, DotsAreOfTheDirectoryThatALinkLeadsTo) {
  EXPECT_EQ(follow("app/to-shared/../app/a").path, "app/a");
}

TEST_F(FollowLinks, WhatLeavesTheTreeIsOutside) {
  EXPECT_FALSE(follow("app/out").inside);
  EXPECT_EQ(follow("app/out").path, "../elsewhere/c");
  EXPECT_FALSE(follow("app/absolute").inside);
  EXPECT_EQ(follow("app/absolute").path, "/srv/app/shared/b");
}

TEST_F(FollowLinks, AnAbsoluteTargetMayLeadBackIntoTheTree) {
  EXPECT_EQ(follow("app/absolute", {.host_directory = "/srv/app"}).path, "shared/b");
  EXPECT_FALSE(follow("app/absolute", {.host_directory = "/srv/ap"}).inside);
}

TEST_F(FollowLinks, ClampedLinksEndAtTheTop) {
  EXPECT_EQ(follow("app/to-b", {.top = "app", .clamps = true}).path, "app/shared/b");
  EXPECT_FALSE(follow("app/to-b", {.top = "app", .clamps = true}).entry);
  EXPECT_EQ(follow("app/absolute", {.top = "app", .clamps = true}).path, "app/srv/app/shared/b");
}

TEST_F(FollowLinks, AWayWithoutEndHasNothingAtItsEnd) {
  EXPECT_FALSE(follow("app/circle").entry);
  EXPECT_FALSE(follow("app/circle/x").entry);
}

}  // namespace
}  // namespace slipway::classify
