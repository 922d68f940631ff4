#include "report/fleet_view.hpp"

#include "util/columns.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace slipway::report {
namespace {

using deploy::HostOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using Clock = RunView::Clock;

std::vector<std::string> names(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back("pi-" + std::to_string(i));
  }
  return all;
}

deploy::HostIndexes below(std::size_t count) {
  deploy::HostIndexes all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

deploy::HostVerdict verdict(const std::string& host, HostOutcome outcome) {
  deploy::HostVerdict one;
  one.host = host;
  one.outcome = outcome;
  one.release = 2;
  return one;
}

TEST(FleetView, FiftyHostsFitOnAScreen) {
  FleetView view(names(50));
  view.wave(2, 2, below(50));
  const auto lines = view.lines(79, 22, Clock::now());
  ASSERT_EQ(lines.size(), 22U);
  EXPECT_EQ(lines.front(), "wave 2 of 2: 0 of 50 deployed, 50 at work");
  EXPECT_EQ(lines.back(), "  and 30 hosts more");
  for (const std::string& line : lines) {
    EXPECT_LE(display_width(line), 79U);
  }
}

TEST(FleetView, AHostAtWorkShowsItsStep) {
  FleetView view(names(3));
  view.wave(1, 2, {0, 2});
  view.run(2).step("Build", Clock::now());
  const auto lines = view.lines(79, 22, Clock::now());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[1], HasSubstr("pi-0"));
  EXPECT_THAT(lines[2], HasSubstr("Build"));
  EXPECT_THAT(view.take_lasting(), ElementsAre("wave 1 of 2: pi-0, pi-2"));
}

TEST(FleetView, AVerdictStaysAndItsHostGoes) {
  FleetView view(names(2));
  view.wave(1, 1, {0, 1});
  view.take_lasting();
  view.verdict(0, verdict("pi-0", HostOutcome::deployed), Clock::now());
  EXPECT_THAT(view.take_lasting(), ElementsAre("✓ pi-0: release 2 is healthy"));
  view.verdict(1, verdict("pi-1", HostOutcome::put_back), Clock::now());
  EXPECT_THAT(view.take_lasting(), ElementsAre("✗ pi-1: release 2 failed and was removed"));
  EXPECT_THAT(view.lines(79, 22, Clock::now()), ElementsAre());
}

TEST(FleetView, NoRoomIsNoTrouble) {
  FleetView view(names(5));
  view.wave(1, 1, below(5));
  EXPECT_EQ(view.lines(10, 1, Clock::now()).size(), 1U);
  EXPECT_EQ(view.lines(1, 2, Clock::now()).size(), 2U);
  EXPECT_THAT(view.lines(80, 0, Clock::now()), ElementsAre());
}

}  // namespace
}  // namespace slipway::report
