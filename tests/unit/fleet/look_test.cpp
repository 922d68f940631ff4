// What is said of the hosts of a fleet, from what they say now and what this clone knows.
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/fleet_status.hpp"
#include "deploy/fleet/host_work.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/moved_records.hpp"
#include "deploy/plan/offline.hpp"
#include "deploy/silent_listener.hpp"
#include "fleet/many_hosts.hpp"
#include "git/scratch_repository.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::HasSubstr;
using testing_support::first_look;
using testing_support::ManyHosts;
using testing_support::ScratchRepository;
using testing_support::ScriptedNetwork;

class Looks : public testing::Test {
 protected:
  Looks() {
    scratch.write("compose.yaml", "services: {web: {image: nginx}}\n");
    scratch.commit("first");
    settings.place.deployment = "app";
    settings.place.environment = "greenhouse";
    settings.place.directory = "/srv/app";
    settings.application.root = settings.application.source_directory = scratch.path();
    settings.file = scratch.beside("settings.json");
    for (const char* name : {"north", "south"}) {
      settings.fleet.hosts.push_back({name, "/srv/app", {}, {}});
      network.at(name).answers("probe", first_look());
    }
  }

  git::Repository repository() { return *git::Repository::open(scratch.path()); }

  /// Release 3 of HEAD, as this clone would know it of a host.
  void know_a_release(const std::string& record, bool seen_empty = false) {
    const git::Repository here = repository();
    const std::string head = scratch.git({"rev-parse", "HEAD"});
    const std::string tree = scratch.git({"rev-parse", "HEAD^{tree}"});
    const std::string entry = *here.write_commit(
        tree, {}, "Release 3\n\nRelease: 3\nOutcome: deployed\nSource-Commit: " + head + "\n");
    ASSERT_TRUE(here.update_references(
        {{journal_reference("app", record), entry}, {deployed_reference("app", record), entry}}));
    LastSeen seen{1'800'000'000, record == "greenhouse" ? "south" : "?", "m", "1234", {3}};
    seen.empty = seen_empty;
    remember_seen(here, "app", record, tree, seen);
  }

  ScratchRepository scratch;
  Settings settings;
  ManyHosts network;
};

TEST_F(Looks, AHostThatWasMadeAnewHasNothingOfWhatThisCloneKnew) {
  know_a_release("greenhouse/hosts/south");
  const auto hosts = look_at_fleet(settings, std::chrono::seconds(4), network);
  ASSERT_TRUE(hosts) << hosts.error().because;
  EXPECT_TRUE(hosts->at(1).now);
  EXPECT_FALSE(hosts->at(1).release) << "the host says that it has none";
  EXPECT_FALSE(hosts->at(1).behind);
  EXPECT_EQ(condition_of(hosts->at(1)), Condition::empty);
  // From then on this clone knows it too.
  const auto seen = load_last_seen(repository(), "app", "greenhouse/hosts/south");
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->empty);
  const auto target = find_target(repository(), settings.application, {});
  const auto planned = plan_offline(repository(), settings_of_hosts(settings)[1], *target, {});
  ASSERT_TRUE(planned) << planned.error().because;
  EXPECT_EQ(planned->plan.reasons.front().code, classify::ReasonCode::first_deployment);
}

TEST_F(Looks, OfAHostThatIsSilentThisCloneSaysWhatItKnows) {
  know_a_release("greenhouse/hosts/south");
  network.at("south").then_cannot_be_reached();
  network.at("south").answers("first", {});
  ScriptedNetwork& south = network.at("south");
  host::ScriptResult ignored;
  ASSERT_TRUE(south.open({}, {"first", {}}, ignored));
  auto hosts = look_at_fleet(settings, std::chrono::seconds(4), network);
  ASSERT_TRUE(hosts);
  EXPECT_FALSE(hosts->at(1).now);
  ASSERT_TRUE(hosts->at(1).release);
  EXPECT_EQ(hosts->at(1).release->number, 3U);
  know_a_release("greenhouse/hosts/south", true);
  hosts = look_at_fleet(settings, std::chrono::seconds(4), network);
  EXPECT_FALSE(hosts->at(1).release) << "it was empty when it was seen last";
}

TEST_F(Looks, TwoNamesOfOneMachineAreNoticed) {
  for (const char* name : {"north", "south"}) {
    ScriptedNetwork::Answer look = first_look();
    for (const std::string record : {"machine pi", "machine-id 1234", "boot-id 77"}) {
      look.out += record + '\0';
    }
    network.at(name).answers("probe", look);
    host::ScriptResult ignored;
    ASSERT_TRUE(network.at(name).open({}, {std::string(host::probe_sh), {}}, ignored));
  }
  const auto hosts = look_at_fleet(settings, std::chrono::seconds(4), network);
  ASSERT_TRUE(hosts);
  EXPECT_EQ(hosts->at(0).same_machine_as, "");
  EXPECT_EQ(hosts->at(1).same_machine_as, "north");
}

TEST_F(Looks, WhatIsKnownOfTheOneHostGoesAlongToTheFleetAndBack) {
  know_a_release("greenhouse");
  move_records(repository(), settings);
  EXPECT_TRUE(repository().resolve("refs/slipway/app/greenhouse/hosts/south/journal"));
  EXPECT_TRUE(repository().resolve("refs/slipway/app/greenhouse/hosts/south/deployed"));
  EXPECT_TRUE(load_last_seen(repository(), "app", "greenhouse/hosts/south"));
  EXPECT_FALSE(repository().resolve("refs/slipway/app/greenhouse/journal"));
  // Again, with nothing to move.
  move_records(repository(), settings);
  Settings alone = settings;
  alone.fleet = {};
  alone.place.host = "north";
  move_records(repository(), alone);
  EXPECT_FALSE(repository().resolve("refs/slipway/app/greenhouse/journal")) << "of another host";
  alone.place.host = "south";
  move_records(repository(), alone);
  EXPECT_TRUE(repository().resolve("refs/slipway/app/greenhouse/journal"));
  EXPECT_FALSE(repository().resolve("refs/slipway/app/greenhouse/hosts/south/journal"));
}

TEST_F(Looks, ARefusedHostIsToldWithTheReasonsOfTheRefusal) {
  ScriptedNetwork::Answer look = first_look();
  look.out += std::string("directory-state not-writable") + '\0';
  network.at("south").answers("probe", look);
  host::ScriptResult ignored;
  ASSERT_TRUE(network.at("south").open({}, {std::string(host::probe_sh), {}}, ignored));
  const auto hosts = plan_hosts_online(settings, {}, network);
  ASSERT_TRUE(hosts) << hosts.error().because;
  const auto plans = plans_of(*hosts);
  ASSERT_FALSE(plans[1].problem.empty());
  for (const std::string& reason : plans[1].reasons) {
    EXPECT_THAT(reason, testing::Not(HasSubstr("nothing is deployed"))) << "a reason of the plan";
  }
  EXPECT_TRUE(load_last_seen(repository(), "app", "greenhouse/hosts/north"));
}

TEST_F(Looks, ALookThatIsTooOldIsNotDeployedFrom) {
  network.at("north").answers("launch", {.out = "@NONCE end 0 deployed\n"});
  auto common = find_common(settings, {}, [](std::string_view) {});
  ASSERT_TRUE(common);
  FleetWork work(
      settings_of_hosts(settings), {}, std::move(*common),
      [](const Settings&, Listener&) { return ClientTests{}; }, network);
  work.look(0);
  network.time += std::chrono::seconds(21);
  SilentListener silence;
  ASSERT_TRUE(work.deploy(0, {}, silence));
  EXPECT_EQ(network.at("north").told(), "open probe, open probe, run prepare, run launch");
}

}  // namespace
}  // namespace slipway::deploy
