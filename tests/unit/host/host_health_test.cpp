#include "host/host_health.hpp"

#include "host/scripts.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <string>

namespace slipway::host {
namespace {

using namespace std::string_literals;

TEST(HostHealth, AreReadFromRecords) {
  const HostHealth health = parse_host_health(
      "container-usage web False app-web-1 2026-01-01T00:00:00Z 536870912 1048576 0.0.0.0:80->80/tcp "
      ":::80->80/tcp\n"
      "once True app-run - 0 -\n"
      "db - app-db-1 2026-01-01T00:00:00Z 0 -\0"
      "disk-size 1000\0time 1700000000\0processors 4\0load 0.1 0.2 0.3\0uptime 77\0swap 100 50\0"
      "temperature 52140\0throttled 50005\n\0"
      "docker-disk Images\t5\t2\t1.5GB\t120MB (8%)\nLocal Volumes\t1\t1\t12kB\t0B (0%)\0"s);
  ASSERT_EQ(health.containers.size(), 2U);
  EXPECT_EQ(health.containers[0].name, "app-web-1");
  EXPECT_EQ(health.containers[0].memory_bytes, 1048576U);
  EXPECT_EQ(health.containers[0].memory_limit_bytes, 536870912U);
  EXPECT_EQ(health.containers[0].ports.size(), 2U);
  EXPECT_EQ(health.containers[1].service, "db");
  EXPECT_FALSE(health.containers[1].memory_bytes.has_value());
  EXPECT_EQ(health.disk_bytes, 1024000U);
  EXPECT_EQ(health.time, 1700000000);
  EXPECT_EQ(health.processors, 4U);
  EXPECT_EQ(health.swap_free_bytes, 51200U);
  EXPECT_DOUBLE_EQ(*health.celsius, 52.14);
  EXPECT_TRUE(health.throttling->under_voltage);
  EXPECT_TRUE(health.throttling->slowed);
  EXPECT_TRUE(health.throttling->under_voltage_before);
  EXPECT_TRUE(health.throttling->slowed_before);
  ASSERT_EQ(health.docker_disk.size(), 2U);
  EXPECT_EQ(health.docker_disk[0].bytes, 1'500'000'000U);
  EXPECT_EQ(health.docker_disk[0].reclaimable_bytes, 120'000'000U);
}

TEST(HostHealth, WhatIsOddStaysEmpty) {
  const HostHealth health = parse_host_health(
      "container-usage a b\nc\0disk-size \0time now\0swap 1\0temperature hot\0throttled zz\0docker-disk late\0x"s);
  EXPECT_TRUE(health.containers.empty());
  EXPECT_FALSE(health.disk_bytes.has_value());
  EXPECT_FALSE(health.time.has_value());
  EXPECT_FALSE(health.swap_bytes.has_value());
  EXPECT_FALSE(health.celsius.has_value());
  EXPECT_FALSE(health.throttling.has_value());
  EXPECT_TRUE(health.docker_disk_late);
}

TEST(HostHealth, DockersSizesAreDecimal) {
  EXPECT_EQ(docker_size("0B"), 0U);
  EXPECT_EQ(docker_size("12.35kB"), 12350U);
  EXPECT_EQ(docker_size("1.5GB"), 1'500'000'000U);
  EXPECT_FALSE(docker_size("1.5"));
  EXPECT_FALSE(docker_size("GB"));
  EXPECT_FALSE(docker_size("1..5GB"));
  EXPECT_FALSE(docker_size("1GiB"));
}

TEST(HostHealth, TheScriptTellsOfAMachineWithoutDocker) {
  const auto finished = run(
      {.argv = {"/bin/sh", "-c", std::string(probe_sh) + "\n" + std::string(status_sh), "sh", "/", "", ""},
       .environment = {{"HOME", "/"}, {"PATH", "/usr/bin:/bin"}}});
  ASSERT_TRUE(finished && finished->ok()) << finished->err;
  EXPECT_EQ(finished->err, "");
  const HostHealth health = parse_host_health(finished->out);
  EXPECT_TRUE(health.disk_bytes.has_value());
  EXPECT_TRUE(health.time.has_value());
  EXPECT_GT(health.processors.value_or(0), 0U);
}

}  // namespace
}  // namespace slipway::host
