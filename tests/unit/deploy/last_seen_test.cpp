#include "deploy/plan/last_seen.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(LastSeen, SaysHowLongAgoThatWas) {
  LastSeen seen;
  seen.time = 1'800'000'000;
  EXPECT_EQ(as_last_seen(seen, seen.time + 3), "as seen just now");
  EXPECT_EQ(as_last_seen(seen, seen.time + 3 * 86400 + 4 * 3600), "as last seen 3 days 4 h ago");
  EXPECT_EQ(as_last_seen(seen, seen.time - 3600), "as seen before the clock of this machine was set");
}

}  // namespace
}  // namespace slipway::deploy
