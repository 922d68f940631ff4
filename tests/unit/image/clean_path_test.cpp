#include "image/go/clean_path.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

TEST(CleanPath, IsTheShortestEquivalent) {
  EXPECT_EQ(clean_path("a/b"), "a/b");
  EXPECT_EQ(clean_path("a//b/./c/"), "a/b/c");
  EXPECT_EQ(clean_path("a/../b"), "b");
  EXPECT_EQ(clean_path("a/b/../../c"), "c");
  EXPECT_EQ(clean_path(""), ".");
  EXPECT_EQ(clean_path("./"), ".");
  EXPECT_EQ(clean_path("a/.."), ".");
}

TEST(CleanPath, KeepsWhatLeadsOut) {
  EXPECT_EQ(clean_path("../a"), "../a");
  EXPECT_EQ(clean_path("a/../../b"), "../b");
  EXPECT_EQ(clean_path("../../a/.."), "../..");
}

TEST(CleanPath, HasNothingAboveTheRoot) {
  EXPECT_EQ(clean_path("/"), "/");
  EXPECT_EQ(clean_path("//a/"), "/a");
  EXPECT_EQ(clean_path("/../a"), "/a");
  EXPECT_EQ(clean_path("/a/../.."), "/");
}

}  // namespace
}  // namespace slipway::image
