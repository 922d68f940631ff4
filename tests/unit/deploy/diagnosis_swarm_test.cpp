#include "deploy/doctor/diagnosis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace slipway::deploy {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

SwarmNode node_of(const std::string& name, bool manager) {
  SwarmNode node;
  node.id = "id-" + name;
  node.hostname = name;
  node.state = "ready";
  node.availability = "active";
  node.is_manager = node.is_reachable = manager;
  node.platform = "linux/aarch64";
  node.engine = "26.1.5";
  node.is_labelled = true;
  return node;
}

/// A manager and two workers on which everything is as it should be; each test breaks one thing.
class DiagnosisSwarmTest : public testing::Test {
 protected:
  DiagnosisSwarmTest() {
    settings.place.host = "pi1";
    settings.swarm = {true, {"pi2", "pi3"}};
    facts.settings = &settings;
    SwarmState& state = facts.swarm.emplace();
    state.local_state = "active";
    state.is_manager = true;
    state.node_id = "id-pi1";
    state.ipvs = SwarmState::Ipvs::yes;
    state.nodes = {node_of("pi1", true), node_of("pi2", false), node_of("pi3", false)};
    facts.host.listening.resize(2);
    facts.host.listening[0].port = 2377;
    facts.host.listening[1].port = 7946;
    for (const char* name : {"pi2", "pi3"}) {
      NodeFacts& node = facts.nodes.emplace_back();
      node.name = name;
      node.id = std::string("id-") + name;
    }
  }

  SwarmState& swarm() { return *facts.swarm; }

  /// What is said beside that all is well, as "severity name: what".
  std::vector<std::string> said() const {
    std::vector<Diagnosis> found;
    diagnose_swarm(facts, found);
    std::vector<std::string> lines;
    for (const Diagnosis& one : found) {
      if (one.severity != DiagnosisSeverity::fine) {
        EXPECT_NE(one.why, "") << one.what;
        EXPECT_NE(one.fix, "") << one.what;
        lines.push_back(std::string(name_of(one.severity)) + " " + one.name + ": " + one.what);
      }
    }
    return lines;
  }
  std::string only() const {
    const auto lines = said();
    EXPECT_EQ(lines.size(), 1U) << testing::PrintToString(lines);
    return lines.empty() ? std::string{} : lines.front();
  }

  Settings settings;
  DoctorFacts facts;
};

TEST_F(DiagnosisSwarmTest, NothingIsSaidOfAGoodOne) {
  EXPECT_THAT(said(), IsEmpty());
  std::vector<Diagnosis> found;
  diagnose_swarm(facts, found);
  EXPECT_EQ(found.front().what, "a manager of 3 nodes");
  settings.swarm.on = false;
  swarm().nodes.clear();
  EXPECT_THAT(said(), IsEmpty()) << "not asked for";
}

TEST_F(DiagnosisSwarmTest, HostHasToBeAManager) {
  swarm().local_state = "inactive";
  EXPECT_EQ(only(), "problem swarm: the host is in no swarm");
  swarm().local_state = "active";
  swarm().is_manager = false;
  EXPECT_THAT(only(), HasSubstr("a worker of its swarm"));
}

TEST_F(DiagnosisSwarmTest, AQuorumThatIsLostOrWeak) {
  swarm().nodes[1].is_manager = swarm().nodes[1].is_reachable = true;
  EXPECT_EQ(only(), "warning swarm-quorum: the swarm has 2 managers");
  swarm().nodes[2].is_manager = true;
  EXPECT_EQ(only(), "warning swarm-quorum: 2 of 3 managers can be reached");
  swarm().nodes[2].is_reachable = true;
  EXPECT_THAT(said(), IsEmpty());
  swarm().nodes.clear();
  swarm().error = "The swarm does not have a leader.";
  EXPECT_EQ(only(), "problem swarm-quorum: the swarm does not say which nodes it has");
}

TEST_F(DiagnosisSwarmTest, NodesThatAreDownOrDrained) {
  swarm().nodes[1].state = "down";
  EXPECT_EQ(only(), "warning swarm-nodes: the node pi2 is down");
  swarm().nodes[1].state = "ready";
  swarm().nodes[1].availability = "drain";
  EXPECT_THAT(only(), HasSubstr("hint swarm-nodes: the node pi2 gets no tasks"));
  swarm().nodes[1].is_labelled = false;
  EXPECT_THAT(said(), IsEmpty()) << "it is none of this deployment's";
}

TEST_F(DiagnosisSwarmTest, NodesOfNodesThatDoNotAnswerOrAreStrangers) {
  facts.nodes[0].error = "Connection refused";
  EXPECT_THAT(only(), HasSubstr("problem swarm-nodes: the node pi2 of NODES cannot be reached"));
  facts.nodes[0].error.clear();
  facts.nodes[0].id = "id-of-another-swarm";
  EXPECT_THAT(only(), HasSubstr("pi2 of NODES is no node of this swarm"));
}

TEST_F(DiagnosisSwarmTest, ClocksThatDiffer) {
  facts.nodes[1].clock_skew_seconds = 29;
  EXPECT_THAT(said(), IsEmpty());
  facts.nodes[1].clock_skew_seconds = 120;
  EXPECT_THAT(only(),
              AllOf(HasSubstr("warning swarm-clock: the clock of the node pi3"), HasSubstr("ahead of ours")));
  facts.nodes[1].clock_skew_seconds = -120;
  EXPECT_THAT(only(), HasSubstr("behind ours"));
}

TEST_F(DiagnosisSwarmTest, NodesThatAreNotAlike) {
  swarm().nodes[2].platform = "linux/armv7l";
  EXPECT_EQ(only(), "hint swarm-platforms: the nodes have several platforms: linux/aarch64, linux/armv7l");
  swarm().nodes[2].platform = "linux/aarch64";
  swarm().nodes[2].engine = "20.10.24";
  EXPECT_THAT(only(), HasSubstr("hint swarm-engines: the nodes have several engines: 20.10.24, 26.1.5"));
}

TEST_F(DiagnosisSwarmTest, PortsOfTheManagerAndVirtualAddresses) {
  facts.host.listening.pop_back();
  EXPECT_EQ(only(), "problem swarm-ports: nothing listens on port 7946 of the manager");
  facts.host.listening.clear();
  EXPECT_EQ(said().size(), 2U);
  facts.host.listening.resize(2);
  facts.host.listening[0].port = 2377;
  facts.host.listening[1].port = 7946;
  swarm().ipvs = SwarmState::Ipvs::no;
  EXPECT_EQ(only(), "hint swarm-mesh: the kernel has no IPVS");
}

}  // namespace
}  // namespace slipway::deploy
