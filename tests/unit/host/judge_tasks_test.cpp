#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// The runner's verdict on the tasks of a swarm: its function `judge_tasks`, run alone.
std::string verdict_on_tasks(const std::string& states, const std::string& wanted, int stable_seconds = 10,
                             const std::string& baseline = {}, const std::string& nodeless = {},
                             const std::string& how = "gate") {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "tasks.baseline", baseline));
  const std::string script =
      runner_function("judge_tasks") + "run=$1 settle=5 nodeless=$4\njudge_tasks \"$2\" \"$3\" \"$5\"\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native(),
                                      std::to_string(stable_seconds), wanted, nodeless, how}},
                            states.empty() ? std::string("\n") : states);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out.substr(0, finished->out.find('\n'));
}

// service NAME COUNT UPDATE IMAGE SPEC; task SERVICE ID DESIRED STATE NODE current|other ERROR…
constexpr const char* two = "service web 2 completed i s\n";

TEST(JudgeTasks, EverySlotHasToRunThePresentSpec) {
  EXPECT_EQ(
      verdict_on_tasks(
          std::string(two) + "task web a running running n1 current\ntask web b running running n2 current\n",
          "web"),
      "ready");
  EXPECT_EQ(
      verdict_on_tasks(
          std::string(two) + "task web a running running n1 current\ntask web b running running n2 other\n",
          "web"),
      "waiting web (1 of 2 tasks run)");
  EXPECT_EQ(verdict_on_tasks(std::string(two) + "task web a running running n1 current\n"
                                                "task web b running starting n2 current\n",
                             "web"),
            "waiting web (1 of 2 tasks run, one is starting)");
  EXPECT_EQ(verdict_on_tasks("", "web"), "waiting web (no service)");
}

TEST(JudgeTasks, WaitsForTheUpdateAndForTheSettleTime) {
  const std::string tasks = "task web a running running n1 current\ntask web b running running n2 current\n";
  EXPECT_EQ(verdict_on_tasks("service web 2 updating i s\n" + tasks, "web"),
            "waiting web (2 of 2 tasks run, the engine watches the update)");
  EXPECT_EQ(verdict_on_tasks(two + tasks, "web", 4), "waiting web (running, watched for 5 s)");
}

TEST(JudgeTasks, AnUpdateThatTheEngineStoppedHasFailed) {
  for (const char* state : {"paused", "rollback_started", "rollback_paused", "rollback_completed"}) {
    EXPECT_EQ(verdict_on_tasks(std::string("service web 1 ") + state +
                                   " i s\ntask web a shutdown failed n1 current task: non-zero exit (3)\n",
                               "web"),
              "failed web (the engine has stopped its update: on n1: task: non-zero exit (3))");
  }
}

TEST(JudgeTasks, SaysWhichTaskMadeTheEngineGoBack) {
  EXPECT_EQ(verdict_on_tasks("service web 1 rollback_completed i s\n"
                             "task web a running running n1 current\ntask web b shutdown failed n2 other e\n",
                             "web"),
            "failed web (the engine has stopped its update: on n2: e)");
}

TEST(JudgeTasks, ThreeFailuresAreEnough) {
  const std::string failed =
      "task web a shutdown failed n1 current e\ntask web b shutdown rejected n1 current e\n";
  EXPECT_EQ(
      verdict_on_tasks("service web 1 - i s\n" + failed + "task web c running starting n1 current\n", "web"),
      "waiting web (0 of 1 tasks run: on n1: e)");
  EXPECT_EQ(
      verdict_on_tasks("service web 1 - i s\n" + failed + "task web c shutdown complete n2 current\n", "web"),
      "failed web (3 tasks failed: on n2: complete)");
  EXPECT_EQ(verdict_on_tasks("service web 1 - i s\n" + failed +
                                 "task web c shutdown failed n2 current\n"
                                 "task web d running running n2 current\n",
                             "web", 10, "a\nb\nc\n"),
            "ready")
      << "they failed before";
  EXPECT_EQ(verdict_on_tasks("service web 1 - i s\n" + failed +
                                 "task web c shutdown failed n2 other\n"
                                 "task web d running running n2 current\n",
                             "web"),
            "ready")
      << "one was of another spec";
}

TEST(JudgeTasks, SaysWhyATaskHasNoNode) {
  EXPECT_EQ(
      verdict_on_tasks(
          "service db 1 - i s\ntask db a running pending - current no suitable node (scheduling constraints "
          "not satisfied on 3 nodes)\n",
          "db"),
      "waiting db (0 of 1 tasks run, pending: no suitable node (scheduling constraints not satisfied on 3 "
      "nodes))");
}

TEST(JudgeTasks, WhatHasNoNodeBecauseItIsDownDoesNotCount) {
  const std::string states =
      "service web 1 - i s\ntask web a running running n1 current\n"
      "service db 1 - i s\ntask db b running pending - current no suitable node\n";
  EXPECT_EQ(verdict_on_tasks(states, "web db"), "waiting db (0 of 1 tasks run, pending: no suitable node)");
  EXPECT_EQ(verdict_on_tasks(states, "web db", 10, {}, "db n2"), "ready");
  EXPECT_EQ(verdict_on_tasks(states, "web db", 10, {}, "cache n3\ndb n2 n3"), "ready");
  EXPECT_EQ(verdict_on_tasks("service db 1 - i s\ntask db b running pending - current no suitable node\n",
                             "db", 10, {}, "db n2"),
            "waiting db (0 of 1 tasks run, pending: no suitable node)")
      << "nothing runs that would show that the release works";
  // A placement that no node has is the release's own fault, unless it was deployed already.
  EXPECT_EQ(verdict_on_tasks(states, "web db", 10, {}, "db"),
            "waiting db (0 of 1 tasks run, pending: no suitable node)");
  EXPECT_EQ(verdict_on_tasks(states, "web db", 10, {}, "db", "restore"), "ready");
}

/// What the runner's function nodes_lacking prints. Lines of `nodes` are HOSTNAME STATE AVAILABILITY FACT…,
/// those of `services` NAME and constraints, separated by tabs.
std::string without_nodes(const std::string& nodes, const std::string& services,
                          const std::string& counts = "down") {
  const std::string script =
      runner_function("nodes_lacking") +
      "project=shop node_label=dev.slipway.shop nodes=$1 services=$2\n"
      "look_at_docker() {\n"
      "  case $1 in node) printf '%s\\n' \"$nodes\" ;; *) printf '%s\\n' \"$services\" ;; esac\n"
      "}\n"
      "nodes_lacking \"$3\" id\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", nodes, services, counts}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(ServicesWithoutNodes, AreThoseWhoseNodesAreAllDown) {
  const std::string nodes =
      "pi1\tready\tactive\tnode.hostname=pi1\tnode.role=manager\tnode.labels.dev.slipway.shop=yes\n"
      "pi2\tdown\tactive\tnode.hostname=pi2\tnode.role=worker\tnode.labels.disk=ssd=1\n"
      "pi3\tdown\tdrain\tnode.hostname=pi3\tnode.role=worker";
  const std::string ours = "\tnode.labels.dev.slipway.shop == yes";
  EXPECT_EQ(without_nodes(nodes, "shop_web" + ours), "") << "pi1 may run it";
  EXPECT_EQ(without_nodes(nodes, "shop_db" + ours + "\tnode.hostname==pi2"), "db pi2\n");
  EXPECT_EQ(without_nodes(nodes, "shop_db" + ours + "\tnode.hostname == PI2"), "db pi2\n")
      << "the engine does not look at the case";
  EXPECT_EQ(without_nodes(nodes, "shop_db\tnode.labels.disk == ssd=1\nshop_web"), "db pi2\n");
  EXPECT_EQ(without_nodes(nodes, "shop_db\tnode.role != manager"), "db pi2 pi3\n");
  EXPECT_EQ(without_nodes(nodes, "shop_db\tnode.hostname == pi9"), "db\n");
  EXPECT_EQ(without_nodes(nodes, "shop_db\tnode.hostname == pi2\tnode.ip == 10.0.0.0/8"), "")
      << "not known here";
  EXPECT_EQ(without_nodes(nodes, "shop_db\tnode.role != manager", "away"), "db pi2/down pi3/down\n");
  const std::string drained = "pi1\tready\tdrain\tnode.hostname=pi1\npi2\tready\tpause\tnode.hostname=pi2";
  EXPECT_EQ(without_nodes(drained, "shop_db\tnode.hostname == pi1"), "");
  EXPECT_EQ(without_nodes(drained, "shop_db\tnode.hostname == pi1\nshop_web", "away"),
            "db pi1/drain\nweb pi1/drain pi2/pause\n");
}

TEST(JudgeTasks, OfAGlobalServiceEveryTaskThereIsHasToRun) {
  EXPECT_EQ(verdict_on_tasks("service agent global - i s\ntask agent a running running n1 current\n"
                             "task agent b running preparing n2 current\n",
                             "agent"),
            "waiting agent (1 of 2 tasks run, one is preparing)");
  EXPECT_EQ(verdict_on_tasks("service agent global - i s\n", "agent"), "waiting agent (0 of 1 tasks run)");
}

}  // namespace
}  // namespace slipway::host
