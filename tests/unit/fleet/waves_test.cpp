#include "deploy/fleet/waves.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FleetSettings fleet_of(const std::vector<std::string>& names) {
  FleetSettings fleet;
  for (const std::string& name : names) {
    fleet.hosts.push_back({name, "~/app", {}, {}});
  }
  return fleet;
}

HostIndexes numbers_below(std::size_t count) {
  HostIndexes numbers;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(i);
  }
  return numbers;
}

std::vector<std::size_t> sizes(std::size_t hosts, const std::vector<std::string>& waves) {
  std::vector<std::size_t> counts;
  const auto cut = split_into_waves(numbers_below(hosts), waves);
  for (const HostIndexes& wave : cut.value_or(std::vector<HostIndexes>{})) {
    counts.push_back(wave.size());
  }
  return counts;
}

TEST(Waves, HaveTheSizesInOrderAndTheLastIsRepeated) {
  EXPECT_THAT(sizes(12, {"1", "100%"}), ElementsAre(1, 11));
  EXPECT_THAT(sizes(12, {"1", "3", "100%"}), ElementsAre(1, 3, 8));
  EXPECT_THAT(sizes(12, {"1", "25%"}), ElementsAre(1, 3, 3, 3, 2));
  EXPECT_THAT(sizes(5, {"2"}), ElementsAre(2, 2, 1));
  EXPECT_THAT(sizes(1, {"1", "100%"}), ElementsAre(1));
  EXPECT_THAT(sizes(3, {}), ElementsAre(3));
  EXPECT_THAT(sizes(0, {"1"}), ElementsAre());
}

TEST(Waves, PartsAreRoundedUp) {
  EXPECT_THAT(sizes(3, {"1%"}), ElementsAre(1, 1, 1));
  EXPECT_THAT(sizes(10, {"33%"}), ElementsAre(4, 4, 2));
}

TEST(Waves, WhatIsNoSizeIsRefused) {
  for (const char* text : {"0", "0%", "101%", "-1", "x", "%", "", "1.5"}) {
    const auto waves = split_into_waves(numbers_below(3), {text});
    ASSERT_FALSE(waves) << text;
    EXPECT_EQ(waves.error().code, ExitCode::usage);
  }
}

TEST(Selection, KeepsTheOrderOfTheProjectBehindTheFirst) {
  FleetSettings fleet = fleet_of({"a", "b", "c", "d"});
  fleet.hosts[1].tags = {"glass"};
  fleet.hosts[3].tags = {"glass", "old"};
  EXPECT_THAT(*select_hosts(fleet, {}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(*select_hosts(fleet, {{}, "c"}), ElementsAre(2, 0, 1, 3));
  EXPECT_THAT(*select_hosts(fleet, {{"glass"}, {}}), ElementsAre(1, 3));
  EXPECT_THAT(*select_hosts(fleet, {{"glass"}, "d"}), ElementsAre(3, 1));
  EXPECT_THAT(*select_hosts(fleet, {{"a", "old"}, {}}), ElementsAre(0, 3));
  // The name of a host is no tag of another one.
  fleet.hosts[0].tags = {"c"};
  EXPECT_THAT(*select_hosts(fleet, {{"c"}, {}}), ElementsAre(2));
}

TEST(Selection, ANameThatIsNothingIsRefusedWithThoseThatAre) {
  FleetSettings fleet = fleet_of({"a b", "c"});
  fleet.hosts[1].tags = {"glass"};
  const auto unknown = select_hosts(fleet, {{"gless\033"}, {}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ExitCode::usage);
  EXPECT_THAT(unknown.error().what, testing::Not(HasSubstr("\033")));
  EXPECT_EQ(unknown.error().fix, "--only takes one of: glass, 'a b', c");
  EXPECT_THAT(select_hosts(fleet, {{"c"}, "a b"}).error().because, HasSubstr("leaves it out"));
  EXPECT_THAT(select_hosts(fleet, {{}, "glass"}).error().because, HasSubstr("no such host"));
}

}  // namespace
}  // namespace slipway::deploy
