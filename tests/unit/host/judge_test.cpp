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
  EXPECT_EQ(judge("migrate running 0 0 - no 1\n", "migrate=end"), "waiting migrate (has not exited)");
  EXPECT_EQ(judge("migrate exited 0 0 - no 1\n", "migrate=end"), "ready");
  EXPECT_EQ(judge("migrate exited 0 1 - no 1\n", "migrate=end"), "failed migrate (exited, exit status 1)");
}

TEST(Judge, WhatOthersAwaitTheHealthOfHasToHaveACheck) {
  EXPECT_EQ(judge("db running 0 0 starting no 1\n", "db=healthy"), "waiting db (health check: starting)");
  EXPECT_EQ(judge("db running 0 0 healthy no 1\n", "db=healthy"), "ready");
  EXPECT_EQ(judge("db exited 0 0 - no 1\n", "db=healthy"), "failed db (exited, exit status 0)");
  EXPECT_EQ(judge("db running 0 0 - no 1\n", "db=healthy"),
            "failed db (has no health check, but other services wait until it is healthy)");
}

TEST(Judge, PublishedPortsThatNobodyListensOnAreWaitedFor) {
  EXPECT_EQ(judge("web running 0 0 deaf:80,443 no 1\n", "web"),
            "waiting web (nothing accepts connections on its published port 80,443)");
}

/// The ports on which nothing accepts connections, of the process whose sockets are `sockets`, as the kernel
/// lists them.
std::string deaf_ports(const std::string& sockets, const std::string& ports) {
  const std::string script = "cat() { printf '%s' \"$sockets\"; }\n" + runner_function("deaf_ports") +
                             "sockets=$1\ndeaf_ports 1 \"$2\"\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", sockets, ports}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(DeafPorts, AreThoseThatNothingListensOn) {
  const std::string header = "  sl  local_address rem_address   st\n";
  const std::string http = "   0: 00000000:0050 00000000:0000 0A 0 0\n";
  EXPECT_EQ(deaf_ports(header + http, "80/tcp,-"), "\n");
  EXPECT_EQ(deaf_ports(header + http, "80/tcp,443/tcp,8000/tcp,-"), "443,8000\n");
  EXPECT_EQ(deaf_ports(header + http, "53/udp,80/tcp,-"), "\n") << "UDP has no connections";
  EXPECT_EQ(deaf_ports(header + "   0: 030011AC:0050 04000AAC:1234 01 0 0\n", "80/tcp,-"), "80\n")
      << "a connection is no listener";
}

TEST(DeafPorts, WhatListensOnTheContainersOwnLoopbackAloneTakesNoneFromOutside) {
  EXPECT_EQ(deaf_ports("0: 0100007F:1F40 00000000:0000 0A\n", "8000/tcp,-"), "8000\n");
  EXPECT_EQ(deaf_ports("0: 00000000000000000000000001000000:1F40 0:0000 0A\n", "8000/tcp,-"), "8000\n");
  EXPECT_EQ(deaf_ports("0: 0000000000000000FFFF00000100007F:1F40 0:0000 0A\n", "8000/tcp,-"), "8000\n");
  EXPECT_EQ(deaf_ports("0: 00000000000000000000000000000000:1F40 0:0000 0A\n", "8000/tcp,-"), "\n");
  EXPECT_EQ(deaf_ports("0: 030011AC:1F40 00000000:0000 0A\n", "8000/tcp,-"), "\n") << "172.17.0.3";
}

TEST(DeafPorts, WhatCannotBeSeenIsNotHeldAgainstIt) {
  EXPECT_EQ(deaf_ports("", "80/tcp,-"), "");
}

TEST(Judge, OtherServicesAreNotItsConcern) {
  EXPECT_EQ(judge("other exited 0 1 - always 9\nweb running 0 0 healthy always 1\n", "web"), "ready");
}

}  // namespace
}  // namespace slipway::host
