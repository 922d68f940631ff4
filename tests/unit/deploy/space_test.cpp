#include "deploy/plan/space.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;

classify::Plan building(Strategy strategy) {
  classify::Plan plan;
  plan.strategy = strategy;
  plan.images.push_back({"web", strategy, strategy != Strategy::none, "", {}, {}});
  return plan;
}

Release release_of_size(std::uint64_t number, const std::string& strategy, std::uint64_t took,
                        std::uint64_t images) {
  Release entry;
  entry.number = number;
  entry.outcome = "deployed";
  entry.strategy = strategy;
  entry.disk = {{"build", took}, {"images", images}};
  return entry;
}

TEST(Space, WithoutHistoryTheFilesAreWhatIsKnown) {
  Settings settings;
  settings.place.deployment = "app";
  settings.place.environment = "pi";
  settings.place.host = "pi";
  host::HostState host;
  const auto check = [&](const classify::Plan& plan) {
    return check_space(settings.place, host, {}, plan, 1'000'000);
  };
  EXPECT_TRUE(check(building(Strategy::full))) << "what is not known is no obstacle";
  host.directory = "/srv/app";
  host.free_bytes = 12'999'999;
  host.docker_free_bytes = 201'999'999;
  host.docker_root = "/var/lib/docker";
  const auto files = check(building(Strategy::none));
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ExitCode::host_unsuited);
  EXPECT_EQ(files.error().what, "`/srv/app` on the host has too little free space");
  EXPECT_TRUE(files.error().because.ends_with(
      " are free, and 13 MB are needed: the files, 1.0 MB, are stored there three times"))
      << files.error().because;
  EXPECT_TRUE(files.error().fix.starts_with("slipway prune --deployment app --environment pi\n"))
      << files.error().fix;
  host.free_bytes = 13'000'000;
  EXPECT_TRUE(check(building(Strategy::none)));
  const auto build = check(building(Strategy::incremental));
  ASSERT_FALSE(build);
  EXPECT_EQ(build.error().what, "`/var/lib/docker` on the host has too little free space");
  EXPECT_TRUE(
      build.error().because.ends_with(" are free, and 202 MB are needed: no build like it is recorded yet"))
      << build.error().because;
  host.docker_free_bytes = 202'000'000;
  EXPECT_TRUE(check(building(Strategy::incremental)));
}

TEST(Space, HistorySaysWhatABuildTakes) {
  Journal journal;
  journal.entries = {release_of_size(4, "incremental", 30'000'000, 700'000'000),
                     release_of_size(3, "cached", 50'000'000, 700'000'000),
                     release_of_size(2, "full", 600'000'000, 700'000'000),
                     release_of_size(1, "full", 900'000'000, 700'000'000)};
  const SpaceNeed incremental = build_need(journal, building(Strategy::incremental), 1);
  EXPECT_EQ(incremental.bytes, 55'000'000U);
  EXPECT_EQ(incremental.why, "release 3, cached, took 50 MB");
  EXPECT_EQ(build_need(journal, building(Strategy::full), 1).bytes, 770'000'000U)
      << "no more than the images have";
  journal.entries.front().disk.clear();
  journal.entries.resize(1);
  EXPECT_EQ(build_need(journal, building(Strategy::full), 1).bytes, 200'000'002U)
      << "an older release recorded nothing";
}

TEST(Space, TheHostsTroubleIsShown) {
  host::HostState host;
  EXPECT_TRUE(host_notes(host, true).empty());
  host.memory_bytes = 1'000'000'000;
  host.memory_available_bytes = 250'000'000;
  EXPECT_TRUE(host_notes(host, false).empty());
  host.throttled = {false, true};
  host.millidegrees = 84'000;
  const auto notes = host_notes(host, true);
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0],
            "the host has 250 MB of memory available, of 1.0 GB: the kernel ends what does not fit; a build "
            "needs more");
  EXPECT_EQ(notes[1], "the host runs throttled: builds and health checks take longer than usual");
  EXPECT_EQ(notes[2], "the host is at 84 °C, and slows itself down");
}

}  // namespace
}  // namespace slipway::deploy
