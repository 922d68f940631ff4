#include "deploy/remote/swarm_nodes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace slipway::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class NoLine final : public host::Connection {
 public:
  Result<int> follow(const host::Script&, const Sink&, std::chrono::milliseconds) override { return 1; }
  Result<unsigned> forward_from_host(unsigned) const override { return 0; }
  Command command(const std::string&) const override { return {.argv = {"false"}}; }
  std::string git_ssh_command() const override { return "false"; }
};

/// Hosts that say which node of the swarm they are; others are off.
class NodesByName final : public host::Network {
 public:
  std::map<std::string, std::string> ids;
  std::map<std::string, std::string> stores;

  Result<std::unique_ptr<host::Connection>> open(const host::Destination& destination, const host::Script&,
                                                 host::ScriptResult& result) override {
    const auto found = ids.find(destination.host);
    if (found == ids.end()) {
      return fail(ExitCode::unreachable, "a host", "silence", "");
    }
    if (found->second.empty()) {
      result.out = std::string("error permission denied while trying to connect\n") + '\0';
      return std::make_unique<NoLine>();
    }
    result.out = "swarm active false " + found->second + " 1 " + '\0';
    if (const auto store = stores.find(destination.host); store != stores.end()) {
      result.out += "store " + store->second + '\0';
    }
    return std::make_unique<NoLine>();
  }
  Clock::time_point now() override { return {}; }
  void pause(std::chrono::milliseconds) override {}
};

/// The nodes pi1, the manager, to pi3, of which NODES names the last two.
class SwarmNodesTest : public testing::Test {
 protected:
  SwarmNodesTest() {
    settings.place.host = "pi1";
    settings.swarm = {true, {"pi2", "pi3"}};
    swarm.node_id = "n1";
    for (const char* number : {"1", "2", "3"}) {
      SwarmNode node;
      node.id = std::string("n") + number;
      node.hostname = std::string("pi") + number;
      node.state = "ready";
      node.availability = "active";
      node.platform = "linux/aarch64";
      node.is_labelled = true;
      swarm.nodes.push_back(node);
      network.ids[node.hostname.raw()] = node.id;
    }
  }

  /// The error as one text; empty if there is none.
  std::string reach() {
    SwarmNodes nodes(settings, "tags", network, [this](const std::string& note) { notes.push_back(note); });
    const auto reached = nodes.reach(swarm, stack);
    return reached ? std::string{}
                   : reached.error().what + "; " + reached.error().because + "; " + reached.error().fix;
  }

  void pin(const std::string& hostname) {
    swarm::StackService db;
    db.name = "db";
    db.hostname = hostname;
    stack.services = {db};
  }

  Settings settings;
  SwarmState swarm;
  swarm::Stack stack;
  NodesByName network;
  std::vector<std::string> notes;
};

TEST_F(SwarmNodesTest, AllAreReached) {
  pin("pi3");
  EXPECT_EQ(reach(), "");
  EXPECT_THAT(notes, IsEmpty());
}

TEST_F(SwarmNodesTest, AServiceWhoseNodeIsDownHoldsNothingUp) {
  pin("pi3");
  network.ids.erase("pi3");
  EXPECT_THAT(reach(), HasSubstr("`pi3` cannot be reached, and all nodes of the swarm are ready"));
  swarm.nodes[2].state = "down";
  notes.clear();
  EXPECT_EQ(reach(), "");
  EXPECT_THAT(notes, Contains(HasSubstr("the service db is pinned to the node pi3, which is down")));
  // Not if nobody would ever bring it its image.
  network.ids["pi3"] = "n3";
  settings.swarm.nodes = {"pi2"};
  EXPECT_THAT(reach(), HasSubstr("NODES does not name it"));
}

TEST_F(SwarmNodesTest, ANodeThatHasTasksDoesNotLeaveUnnoticed) {
  settings.swarm.nodes = {"pi2"};
  EXPECT_THAT(reach(), HasSubstr("pi3 may have tasks of this deployment"));
  swarm.nodes[2].availability = "pause";
  EXPECT_THAT(reach(), HasSubstr("pi3 may have tasks of this deployment")) << "it keeps those that it has";
  swarm.nodes[2].availability = "drain";
  EXPECT_EQ(reach(), "");
}

TEST_F(SwarmNodesTest, ANodeOfAnotherPlatformIsRefusedWithTheWayOut) {
  swarm.nodes[1].platform = "linux/x86_64";
  const std::string refused = reach();
  EXPECT_THAT(refused, HasSubstr("the node pi2 is linux/x86_64"));
  EXPECT_THAT(refused, HasSubstr("take pi2 out of NODES"));
  EXPECT_THAT(refused, HasSubstr("a deployment of its own"));
}

TEST_F(SwarmNodesTest, AnAccountThatMayNotUseDockerIsToldSo) {
  settings.swarm.nodes = {"admin@pi2"};
  network.ids["admin@pi2"] = "";
  const std::string refused = reach();
  EXPECT_THAT(refused, HasSubstr("docker does not answer on the node `admin@pi2`; permission denied"));
  EXPECT_THAT(refused, HasSubstr("ssh admin@pi2 docker info"));
}

TEST_F(SwarmNodesTest, ANodeWithAnotherImageStoreNeedsARegistry) {
  network.stores = {{"pi2", "classic"}, {"pi3", "containerd"}};
  EXPECT_EQ(reach(), "") << "the manager does not say which one it has";
  swarm.store = "classic";
  const std::string refused = reach();
  EXPECT_THAT(
      refused,
      HasSubstr(
          "images of the node pi3 are in containerd's store, and those of `pi1` in the engine's own store"));
  EXPECT_THAT(refused, HasSubstr("REGISTRY <address>"));
  settings.build.registry = "registry.example.org";
  EXPECT_EQ(reach(), "") << "a digest is the same in both";
}

}  // namespace
}  // namespace slipway::deploy
