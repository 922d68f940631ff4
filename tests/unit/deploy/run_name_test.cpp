#include "deploy/run/run_name.hpp"

#include "deploy/remote/remembered_run.hpp"
#include "util/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using testing::HasSubstr;

constexpr const char* run_name = "7-0123456789abcdef";

TEST(RunName, IsReadAndWritten) {
  const auto run = RunName::parse(run_name);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->release, 7U);
  EXPECT_EQ(run->nonce, "0123456789abcdef");
  EXPECT_EQ(run->text(), run_name);
  host::HostState host;
  host.directory = "/home/a b";
  EXPECT_EQ(run->directory(host), "/home/a b/.slipway/runs/7-0123456789abcdef");
}

// The name is the host's word, and becomes part of a path there.
TEST(RunName, NothingElseIsTaken) {
  for (const char* text :
       {"", "7", "7-", "-0123456789abcdef", "7-0123456789abcdeg", "7-0123456789abcde", "7-0123456789abcdef0",
        "../7-0123456789abcdef", "7/../-0123456789abcdef", "7-0123456789abc/..", " 7-0123456789abcdef",
        "99999999999999999999999-0123456789abcdef"}) {
    EXPECT_FALSE(RunName::parse(text)) << text;
  }
}

class InterruptedRun : public testing::Test {
 protected:
  InterruptedRun() : directory(*TemporaryDirectory::create()) {
    settings.file = directory.path() / "settings.json";
  }

  host::HostState host_with(const char* run, host::RunState state) {
    host::HostState host;
    host.run = run;
    host.run_state = state;
    host.run_step = "Build";
    return host;
  }

  TemporaryDirectory directory;
  Settings settings;
};

TEST_F(InterruptedRun, NothingWasInterrupted) {
  EXPECT_FALSE(news_of_interrupted_run(settings, host_with(run_name, host::RunState::running)));
  EXPECT_FALSE(news_of_interrupted_run(settings, host_with(run_name, host::RunState::ended)));
}

TEST_F(InterruptedRun, StillRuns) {
  remember_run(settings, *RunName::parse(run_name));
  EXPECT_THAT(*news_of_interrupted_run(settings, host_with(run_name, host::RunState::running)),
              HasSubstr("still being deployed, in the step Build"));
  // As long as it runs it is worth saying.
  EXPECT_TRUE(news_of_interrupted_run(settings, host_with(run_name, host::RunState::running)));
}

TEST_F(InterruptedRun, HasEndedAndIsToldOnce) {
  remember_run(settings, *RunName::parse(run_name));
  host::HostState host = host_with(run_name, host::RunState::ended);
  host.run_end = "0 deployed ";
  EXPECT_THAT(*news_of_interrupted_run(settings, host),
              HasSubstr("release 7, which was not followed to its end here, has ended: deployed"));
  EXPECT_FALSE(news_of_interrupted_run(settings, host));
}

TEST_F(InterruptedRun, WasKilled) {
  remember_run(settings, *RunName::parse(run_name));
  EXPECT_THAT(*news_of_interrupted_run(settings, host_with(run_name, host::RunState::stopped)),
              HasSubstr("killed on the host in the step Build; it had switched nothing"));
}

TEST_F(InterruptedRun, AnotherRunFollowed) {
  remember_run(settings, *RunName::parse(run_name));
  EXPECT_THAT(*news_of_interrupted_run(settings, host_with("8-0123456789abcdef", host::RunState::ended)),
              HasSubstr("slipway history"));
}

TEST_F(InterruptedRun, SeenToItsEndIsForgotten) {
  remember_run(settings, *RunName::parse(run_name));
  forget_run(settings);
  EXPECT_FALSE(news_of_interrupted_run(settings, host_with(run_name, host::RunState::ended)));
}

}  // namespace
}  // namespace slipway::deploy
