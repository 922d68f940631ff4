#include "deploy/fleet/host_work.hpp"

#include "deploy/remote/looking.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

host::Container container(const std::string& service, std::optional<unsigned> age) {
  host::Container one;
  one.service = service;
  one.state = "running";
  one.age = age;
  return one;
}

host::HostState with(std::vector<host::Container> containers) {
  host::HostState host;
  host.deployed = "entry";
  host.containers = std::move(containers);
  return host;
}

TEST(Soak, AReleaseThatRanAllTheTimeIsWell) {
  EXPECT_EQ(problem_after(with({container("web", 61), container("db", 9000)}), "entry", seconds(60)), "");
  EXPECT_EQ(problem_after(with({container("web", 59)}), "entry", seconds(60)), "") << "whole seconds";
}

TEST(Soak, EverythingElseIsToldApart) {
  EXPECT_EQ(problem_after(with({container("web", 7)}), "entry", seconds(60)), "web has restarted 7 s ago");
  EXPECT_EQ(problem_after(with({container("web", {})}), "entry", seconds(60)),
            "it cannot be seen for how long web runs");
  EXPECT_EQ(problem_after(with({container("web", 99)}), "other", seconds(60)),
            "another release was deployed since");
  host::HostState silent = with({});
  silent.containers.reset();
  EXPECT_EQ(problem_after(silent, "entry", seconds(60)), "the engine does not answer");
  host::Container sick = container("web", 99);
  sick.health = "unhealthy";
  EXPECT_EQ(problem_after(with({sick}), "entry", seconds(60)), "web is unhealthy");
  host::Container ended = container("job", {});
  ended.state = "exited";
  EXPECT_EQ(problem_after(with({ended}), "entry", seconds(60)), "") << "it has done its work";
  ended.exit_code = 3;
  EXPECT_THAT(problem_after(with({ended}), "entry", seconds(60)), HasSubstr("job is not running"));
}

TEST(Soak, TheYoungestContainerSaysForHowLongItIsSteady) {
  EXPECT_EQ(steady_for(with({container("web", 61), container("db", 9000)})), 61U);
  EXPECT_EQ(steady_for(with({container("web", 61), container("db", {})})), std::nullopt);
  host::HostState silent;
  EXPECT_EQ(steady_for(silent), std::nullopt);
}

TEST(Machines, ACopiedCardIsAnotherMachine) {
  host::HostState one;
  one.machine = "pi";
  one.machine_id = "1234";
  one.boot_id = "boot a";
  host::HostState copy = one;
  EXPECT_EQ(machine_of(one), machine_of(copy)) << "two names";
  copy.boot_id = "boot b";
  EXPECT_NE(machine_of(one), machine_of(copy));
  one.boot_id = {};
  EXPECT_EQ(machine_of(one), "") << "not known";
  host::HostState without_id;
  without_id.boot_id = "boot a";
  EXPECT_EQ(machine_of(without_id), "");
  without_id.host_keys = "keys";
  EXPECT_NE(machine_of(without_id), "");
}

}  // namespace
}  // namespace slipway::deploy
