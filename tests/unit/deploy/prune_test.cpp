#include "deploy/remote/prune.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(Prune, ReadsWhatTheHostSays) {
  const std::string said(
      "free 1000\0image 2000 app:slipway-app-1\0unnamed  sha256:x\0run 5 1-abc\0secrets 1-abc\0"
      "parcel refs/slipway/incoming/3\0problem the image x is in use\0cache 1.2GB\0free 3000\0junk\0",
      172);
  const Pruned pruned = parse_pruned(said);
  EXPECT_FALSE(pruned.locked);
  ASSERT_EQ(pruned.things.size(), 5U);
  EXPECT_EQ(pruned.things[0].name, "app:slipway-app-1");
  EXPECT_EQ(pruned.things[0].bytes, 2000U);
  EXPECT_EQ(pruned.things[1].kind, "unnamed image");
  EXPECT_EQ(pruned.things[1].name, "sha256:x");
  EXPECT_FALSE(pruned.things[1].bytes);
  EXPECT_EQ(pruned.things[2].bytes, 5U * 1024);
  EXPECT_EQ(pruned.things[3].name, "1-abc");
  EXPECT_EQ(pruned.things[4].name, "refs/slipway/incoming/3");
  EXPECT_EQ(pruned.problems, std::vector<std::string>{"the image x is in use"});
  EXPECT_EQ(pruned.build_cache, "1.2GB");
  EXPECT_EQ(pruned.free_before, 1000U * 1024);
  EXPECT_EQ(pruned.free_after, 3000U * 1024);
  EXPECT_EQ(parse_pruned(std::string("locked ann\nrelease 3\0", 21)).locked, "ann\nrelease 3");
}

}  // namespace
}  // namespace slipway::deploy
