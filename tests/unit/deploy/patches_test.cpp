#include "deploy/remote/patches.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

/// "before after", of two files with these contents.
std::string splice_of(const std::string& from, const std::string& to) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "from", from));
  EXPECT_TRUE(write_file(directory->path() / "to", to));
  const auto splice = find_splice(directory->path() / "from", directory->path() / "to");
  EXPECT_TRUE(splice);
  return splice ? std::to_string(splice->before) + " " + std::to_string(splice->after) : std::string{};
}

TEST(Patches, WhatTwoFilesHaveInCommonAtBothEnds) {
  EXPECT_EQ(splice_of("abcdef", "abXdef"), "2 3");
  EXPECT_EQ(splice_of("abcdef", "abcXYdef"), "3 3");
  EXPECT_EQ(splice_of("abcdef", "abef"), "2 2");
  EXPECT_EQ(splice_of("abc", "xyz"), "0 0");
  EXPECT_EQ(splice_of("", "xyz"), "0 0");
  // What repeats is counted once.
  EXPECT_EQ(splice_of("aaaa", "aaaaaa"), "4 0");
  EXPECT_EQ(splice_of("aaaaaa", "aaaa"), "4 0");
  EXPECT_EQ(splice_of("abab", "ababab"), "4 0");
}

TEST(Patches, FilesOfManyPieces) {
  const std::string start(3'000'000, 'a');
  const std::string end(2'500'001, 'b');
  EXPECT_EQ(splice_of(start + "one" + end, start + "three" + end), "3000000 2500002");
  EXPECT_EQ(splice_of(start + end, start), "3000000 0");
  EXPECT_EQ(splice_of("x" + end, "y" + end), "0 2500001");
}

TEST(Patches, AFileThatIsNotThereIsAnError) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_FALSE(find_splice(directory->path() / "from", directory->path() / "to"));
}

}  // namespace
}  // namespace slipway::deploy
