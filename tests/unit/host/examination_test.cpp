#include "host/examination.hpp"

#include "host/scripts.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

using namespace std::string_literals;

TEST(Examination, IsReadFromRecords) {
  const Examination found = parse_examination(
      "groups pi adm docker\0zone +0100\0clock-synchronised no\0controllers cpu memory\0"
      "docker-info true false 2 overlay2 json-file linux\0"
      "neighbours app-web-1\tapp\t/root/app\trunning\t0.0.0.0:8080->80/tcp, :::8080->80/tcp, 9000/tcp\n"
      "old\t\t\texited\t\nrange\tx\t/x\trunning\t0.0.0.0:7000-7002->7000-7002/udp\0"
      "dangling-images 7\n\0"
      "unhealthy web restarting 137 true - cannot start: no such device\nlast line\x1b[2J\nof the log\0"
      "listening 0100007F:1F90\n00000000000000000000000000000000:0016\nodd\0"
      "device /dev/snd yes audio\0device /dev/a b no -\0journal-owner root\0"s);
  EXPECT_EQ(found.groups.size(), 3U);
  EXPECT_EQ(found.clock_synchronised, false);
  EXPECT_EQ(found.memory_limits, true);
  EXPECT_EQ(found.storage_driver, "overlay2");
  ASSERT_EQ(found.neighbours.size(), 3U);
  EXPECT_EQ(found.neighbours[0].ports, (std::vector<unsigned>{8080}));
  EXPECT_EQ(found.neighbours[1].project, "");
  EXPECT_EQ(found.neighbours[2].ports, std::vector<unsigned>{});
  EXPECT_EQ(found.neighbours[2].udp_ports, (std::vector<unsigned>{7000, 7001, 7002}));
  EXPECT_EQ(found.dangling_images, 7U);
  ASSERT_EQ(found.unhealthy.size(), 1U);
  EXPECT_EQ(found.unhealthy[0].service, "web");
  EXPECT_EQ(found.unhealthy[0].exit_code, 137);
  EXPECT_TRUE(found.unhealthy[0].out_of_memory);
  EXPECT_EQ(found.unhealthy[0].error, "cannot start: no such device");
  EXPECT_EQ(found.unhealthy[0].last_log, "last line\x1b[2J\nof the log");
  EXPECT_EQ(found.listening, (std::vector<unsigned>{8080, 22}));
  ASSERT_EQ(found.devices.size(), 2U);
  EXPECT_EQ(found.devices[0].group, "audio");
  EXPECT_EQ(found.devices[1].path, "/dev/a b");
  EXPECT_FALSE(found.devices[1].exists);
  EXPECT_EQ(found.journal_owner, "root");
}

TEST(Examination, WhatIsOddStaysEmpty) {
  const Examination found = parse_examination(
      "docker-info x\0neighbours a\tb\0unhealthy web\0listening \0device x\0dangling-images many\0clock-synchronised \0"s);
  EXPECT_TRUE(found.neighbours.empty());
  EXPECT_TRUE(found.unhealthy.empty());
  EXPECT_TRUE(found.listening.empty());
  EXPECT_TRUE(found.devices.empty());
  EXPECT_FALSE(found.memory_limits.has_value());
  EXPECT_FALSE(found.clock_synchronised.has_value());
}

TEST(Examination, TheScriptsAreOne) {
  const auto finished =
      run({.argv = {"/bin/sh", "-c",
                    std::string(probe_sh) + "\n" + std::string(status_sh) + "\n" + std::string(doctor_sh),
                    "sh", "/", "", "", "/dev/null", "/dev/no such device"},
           .environment = {{"HOME", "/"}, {"PATH", "/usr/bin:/bin"}}});
  ASSERT_TRUE(finished && finished->ok()) << finished->err;
  EXPECT_EQ(finished->err, "");
  const Examination found = parse_examination(finished->out);
  ASSERT_EQ(found.devices.size(), 2U);
  EXPECT_TRUE(found.devices[0].exists);
  EXPECT_EQ(found.devices[1].path, "/dev/no such device");
  EXPECT_FALSE(found.devices[1].exists);
  EXPECT_FALSE(found.groups.empty());
}

}  // namespace
}  // namespace slipway::host
