#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// The runner's verdict on the containers' states: its function `judge`, cut out of the script and run alone.
std::string judge(const std::string& states, const std::string& wanted, int stable_seconds = 10,
                  const std::string& baseline = {}) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "baseline", baseline));
  const std::string script = runner_function("judge") + "run=$1 settle=5\njudge \"$2\" \"$3\"\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native(),
                                      std::to_string(stable_seconds), wanted}},
                            states.empty() ? std::string("\n") : states);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out.substr(0, finished->out.find('\n'));
}

// service state restarts exit-code health policy id
TEST(Judge, ReadyWhereEveryServiceIs) {
  EXPECT_EQ(judge("web running 0 0 healthy always 1\ndb running 0 0 - always 2\n", "web db"), "ready");
}

TEST(Judge, AJobThatEndedWellIsReady) {
  EXPECT_EQ(judge("migrate exited 0 0 - no 1\n", "migrate"), "ready");
  EXPECT_EQ(judge("migrate exited 0 1 - no 1\n", "migrate"), "failed migrate (exited, exit status 1)");
}

TEST(Judge, AServiceThatShouldStayAndEndsHasFailed) {
  EXPECT_EQ(judge("web exited 0 0 - unless-stopped 1\n", "web"), "failed web (exited, exit status 0)");
  EXPECT_EQ(judge("web dead 0 1 - no 1\n", "web"), "failed web (dead, exit status 1)");
}

TEST(Judge, WaitsForHealthChecksAndForTheFirstSeconds) {
  EXPECT_EQ(judge("web running 0 0 starting always 1\n", "web"), "waiting web (health check: starting)");
  EXPECT_EQ(judge("web running 0 0 - always 1\n", "web", 4), "waiting web (running, watched for 5 s)");
  EXPECT_EQ(judge("web running 0 0 healthy always 1\n", "web", 0), "ready");
  EXPECT_EQ(judge("web created 0 0 - always 1\n", "web"), "waiting web (created)");
  EXPECT_EQ(judge("", "web"), "waiting web (no container)");
}

TEST(Judge, UnhealthyIsFailed) {
  EXPECT_EQ(judge("web running 0 0 unhealthy always 1\ndb running 0 0 starting always 2\n", "web db"),
            "failed web (unhealthy)");
}

TEST(Judge, ARestartLoopIsFailedAndEarlierRestartsDoNotCount) {
  EXPECT_EQ(judge("web running 3 1 - always 1\n", "web"),
            "failed web (restarted 3 times, last exit status 1)");
  EXPECT_EQ(judge("web running 3 1 - always 1\n", "web", 10, "1 3\n"), "ready");
  EXPECT_EQ(judge("web running 6 1 - always 1\n", "web", 10, "1 3\n"),
            "failed web (restarted 3 times, last exit status 1)");
  EXPECT_EQ(judge("web running 3 1 - always 1\n", "web", 10, "2 3\n"),
            "failed web (restarted 3 times, last exit status 1)")
      << "another container's restarts";
}

TEST(Judge, WaitsForAsManyContainersAsAreWanted) {
  const std::string one = "web running 0 0 healthy always 1\n";
  EXPECT_EQ(judge(one, "web=2"), "waiting web (1 of 2 containers)");
  EXPECT_EQ(judge("", "web=2"), "waiting web (no container)");
  EXPECT_EQ(judge(one + "web running 0 0 healthy always 2\n", "web=2"), "ready");
  EXPECT_EQ(judge(one + "web running 0 0 starting always 2\n", "web=2"),
            "waiting web (health check: starting)");
}

TEST(Judge, DoesNotMissWhatMayBeNone) {
  EXPECT_EQ(judge("", "web=?"), "ready");
  EXPECT_EQ(judge("web running 0 0 starting always 1\n", "web=?"), "waiting web (health check: starting)");
  EXPECT_EQ(judge("", ""), "ready");
}

TEST(Judge, WhatOthersAwaitTheEndOfHasToEnd) {
  EXPECT_EQ(judge("migrate running 0 0 - no 1\n", "migrate=end"), "waiting migrate (has not ended)");
  EXPECT_EQ(judge("migrate exited 0 0 - no 1\n", "migrate=end"), "ready");
  EXPECT_EQ(judge("migrate exited 0 1 - no 1\n", "migrate=end"), "failed migrate (exited, exit status 1)");
}

TEST(Judge, OtherServicesAreNotItsConcern) {
  EXPECT_EQ(judge("other exited 0 1 - always 9\nweb running 0 0 healthy always 1\n", "web"), "ready");
}

}  // namespace
}  // namespace slipway::host
