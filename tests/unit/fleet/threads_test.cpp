// The real deployments of several hosts in threads, against hosts whose answers the test gives: for the
// thread sanitizer, and for what threads share.
#include "deploy/fleet/host_work.hpp"
#include "deploy/silent_listener.hpp"
#include "fleet/many_hosts.hpp"
#include "git/scratch_repository.hpp"
#include "util/file.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <numeric>

namespace slipway::deploy {
namespace {

using testing_support::first_look;
using testing_support::ManyHosts;
using testing_support::ScratchRepository;
using testing_support::ScriptedNetwork;

class NothingShown final : public RolloutListener {
 public:
  explicit NothingShown(std::size_t hosts) : listeners_(hosts) {}
  void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>&) override {
    summary = groups_text(grouped(plans));
  }
  void wave(std::size_t, std::size_t, const HostIndexes&) override {}
  void note(std::string_view) override {}
  Listener& host(std::size_t host) override { return listeners_[host]; }
  void verdict(std::size_t, const HostVerdict&) override {}
  std::string summary;

 private:
  std::deque<SilentListener> listeners_;
};

TEST(Threads, DeploymentsSideBySideShareNothingButTheCommit) {
  constexpr std::size_t count = 16;
  ScratchRepository scratch;
  scratch.write("compose.yaml", "services: {web: {image: nginx}}\n");
  scratch.commit("first");
  Settings settings;
  settings.place.deployment = "app";
  settings.place.environment = "greenhouse";
  settings.place.directory = "/srv/app";
  settings.application.root = settings.application.source_directory = scratch.path();
  settings.file = scratch.beside("settings.json");
  settings.application.secret_commands = {{"key", {"sh", "-c", "echo run >>../runs; echo secret"}}};
  ManyHosts network;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back("pi" + std::to_string(i));
    settings.fleet.hosts.push_back({names.back(), "/srv/app", {}, {}});
    network.at(names.back()).answers("probe", first_look());
    network.at(names.back()).answers("launch", {.out = "@NONCE step Switch\n@NONCE end 0 deployed\n"});
  }
  DeployOptions options;
  auto common = find_common(settings, options, [](std::string_view) {});
  ASSERT_TRUE(common) << common.error().because;
  FleetWork work(
      settings_of_hosts(settings), options, std::move(*common),
      [](const Settings&, Listener&) { return ClientTests{}; }, network);
  NothingShown shown(count);
  HostIndexes all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto result =
      roll_out(names, *split_into_waves(all, {"1", "100%"}), {.id = "r", .parallel = 8}, work, shown);
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(tally_text(result->verdicts), "16 of 16 deployed");
  EXPECT_EQ(shown.summary, "16 hosts: 16 full (first deployment)");
  for (const std::string& name : names) {
    EXPECT_EQ(network.at(name).told(), "open probe, run prepare, run secrets, run launch") << name;
  }
  EXPECT_EQ(*read_file(scratch.path() / "../runs"), "run\n") << "one question, however many hosts there are";
}

TEST(Threads, AHostThatRefusesDoesNotTouchAnother) {
  ScratchRepository scratch;
  scratch.write("compose.yaml", "services: {web: {image: nginx}}\n");
  scratch.commit("first");
  Settings settings;
  settings.place.deployment = "app";
  settings.place.environment = "greenhouse";
  settings.application.root = settings.application.source_directory = scratch.path();
  settings.file = scratch.beside("settings.json");
  ManyHosts network;
  const std::vector<std::string> names{"well", "sick", "late"};
  for (const std::string& name : names) {
    settings.fleet.hosts.push_back({name, "/srv/app", {}, {}});
    ScriptedNetwork::Answer look = first_look();
    if (name == "sick") {
      look.out += std::string("directory-state not-writable") + '\0';
    }
    network.at(name).answers("probe", look);
    network.at(name).answers("launch", {.out = "@NONCE end 0 deployed\n"});
  }
  auto common = find_common(settings, {}, [](std::string_view) {});
  ASSERT_TRUE(common);
  FleetWork work(
      settings_of_hosts(settings), {}, std::move(*common),
      [](const Settings&, Listener&) { return ClientTests{}; }, network);
  NothingShown shown(3);
  const auto result = roll_out(names, {{0, 1}, {2}}, {.id = "r", .parallel = 2}, work, shown);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 1U);
  EXPECT_EQ(tally_text(result->verdicts),
            "1 of 3 deployed, 1 kept what it ran, because of an error, 1 not begun");
  EXPECT_EQ(network.at("late").told(), "open probe");
}

}  // namespace
}  // namespace slipway::deploy
