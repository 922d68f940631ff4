#include "deploy/fleet/side_by_side.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

namespace slipway::deploy {
namespace {

TEST(SideBySide, EachNumberOnceAndNeverMoreThanAllowedAtOnce) {
  std::mutex mutex;
  std::multiset<std::size_t> seen;
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  side_by_side(50, 8, [&](std::size_t i) {
    const int running = ++now;
    int known = most;
    while (running > known && !most.compare_exchange_weak(known, running)) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    {
      const std::lock_guard lock(mutex);
      seen.insert(i);
    }
    --now;
  });
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 50U);
  EXPECT_LE(most, 8);
  EXPECT_GT(most, 1);
}

TEST(SideBySide, NothingToDoAndNoRoomAreNoTrouble) {
  int calls = 0;
  side_by_side(0, 8, [&](std::size_t) { ++calls; });
  EXPECT_EQ(calls, 0);
  side_by_side(3, 0, [&](std::size_t) { ++calls; });
  EXPECT_EQ(calls, 3) << "one at a time";
}

}  // namespace
}  // namespace slipway::deploy
