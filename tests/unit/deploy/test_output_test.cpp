#include "deploy/test_output.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

class TestOutputTest : public testing::Test {
 protected:
  std::string said;
  TestOutput output{"n0nce", [this](std::string_view piece) { said += piece; }};
};

TEST_F(TestOutputTest, TheProgramsOutputIsHandedOnByteForByte) {
  EXPECT_FALSE(output.take("motd\n\nn0nce send\n"));
  EXPECT_TRUE(output.wants_files());
  EXPECT_TRUE(output.take("\nn0nce g"));
  EXPECT_FALSE(output.has_begun());
  EXPECT_TRUE(output.take("o\none\n"));
  EXPECT_TRUE(output.has_begun());
  EXPECT_TRUE(output.take(std::string(1000, 'x')));
  EXPECT_GT(said.size(), 900U);
  EXPECT_TRUE(output.take("\ntwo without an end\nn0n"));
  EXPECT_TRUE(output.take("ce end 255\n"));
  EXPECT_EQ(output.finish(), 255);
  EXPECT_EQ(said, "one\n" + std::string(1000, 'x') + "\ntwo without an end");
}

TEST_F(TestOutputTest, WithoutItsEndThereIsNoStatus) {
  output.take("\nn0nce go\nlost");
  EXPECT_EQ(output.finish(), std::nullopt);
  EXPECT_EQ(said, "lost");
}

TEST_F(TestOutputTest, WhatNeverBeganHasNoStatus) {
  output.take("\nn0nce end 0\n");
  EXPECT_EQ(output.finish(), std::nullopt);
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace slipway::deploy
