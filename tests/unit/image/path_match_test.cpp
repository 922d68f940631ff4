#include "image/go/path_match.hpp"

#include <gtest/gtest.h>

#include <string>

namespace slipway::image {
namespace {

TEST(PathMatch, StarsAndQuestionMarksStopAtASlash) {
  EXPECT_EQ(path_match("a*/b", "abc/b"), PathMatch::yes);
  EXPECT_EQ(path_match("a*/b", "a/c/b"), PathMatch::no);
  EXPECT_EQ(path_match("a?b", "a/b"), PathMatch::no);
  EXPECT_EQ(path_match("*", "a/b"), PathMatch::no);
  EXPECT_EQ(path_match("a?b", "a\u263ab"), PathMatch::yes);
}

TEST(PathMatch, BracketsMatchASlash) {
  EXPECT_EQ(path_match("foo[^a]bar", "foo/bar"), PathMatch::yes);
  EXPECT_EQ(path_match("a[1].txt", "a1.txt"), PathMatch::yes);
  EXPECT_EQ(path_match("[x\\-]", "-"), PathMatch::yes);
}

TEST(PathMatch, EveryStarIsTriedWhereItStands) {
  EXPECT_EQ(path_match("a*b?c*x", "abxbbxdbxebxczzx"), PathMatch::yes);
  EXPECT_EQ(path_match("a*b?c*x", "abxbbxdbxebxczzy"), PathMatch::no);
}

TEST(PathMatch, ABadPatternIsBadForEveryName) {
  for (const char* pattern : {"[", "[]a]", "[-x]", "[x-]", "[a-b-c]", "a[", "\\", "[^", "b*["}) {
    EXPECT_EQ(path_match(pattern, "a"), PathMatch::bad_pattern) << pattern;
  }
  EXPECT_EQ(path_match("[\xff]", "a"), PathMatch::bad_pattern);
  EXPECT_EQ(path_match("\xff", "\xff"), PathMatch::yes);
}

TEST(PathMatch, OfFilePathsLeavesUncheckedWhatFollowsAStar) {
  EXPECT_EQ(filepath_match("b*[", "a"), PathMatch::no);
  EXPECT_EQ(filepath_match("b*[", "ba"), PathMatch::bad_pattern);
  EXPECT_EQ(filepath_match("b[", "a"), PathMatch::bad_pattern);
}

}  // namespace
}  // namespace slipway::image
