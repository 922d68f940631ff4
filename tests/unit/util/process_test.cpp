#include "util/process.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace slipway {
namespace {

using namespace std::chrono_literals;

TEST(Process, WordsArriveAsTheyAre) {
  const std::vector<std::string> words{"",         " two  words ", "a\nb\n", "$(id) `id` $HOME", "'", "\"",
                                       "--option", "\\",           "*",      "\xff\xfe",         "ü"};
  std::vector<std::string> argv{"sh", "-c", "for word do printf '%s\\0' \"$word\"; done", "sh"};
  argv.insert(argv.end(), words.begin(), words.end());
  std::string expected;
  for (const std::string& word : words) {
    expected += word + '\0';
  }
  const auto finished = run({.argv = argv});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 0);
  EXPECT_EQ(finished->out, expected);
}

// Neither side may wait for the other: more than any pipe holds goes in while as much comes out.
TEST(Process, MuchInputAndMuchOutputAtTheSameTime) {
  std::string input(3U << 20U, 'x');
  input.back() = 'y';
  const auto finished = run({.argv = {"cat"}}, input);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->out == input);
}

TEST(Process, TheStreamsAreKeptApart) {
  const auto finished =
      run({.argv = {"sh", "-c", "head -c 300000 /dev/zero >&2; printf out; head -c 300000 /dev/zero >&2"}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->out, "out");
  EXPECT_EQ(finished->err.size(), 600000U);
}

TEST(Process, AReaderThatGoesAwayIsNoHang) {
  // The program never reads; without SIGPIPE ignored the write would end this process instead.
  std::signal(SIGPIPE, SIG_IGN);
  const auto finished = run({.argv = {"true"}}, std::string(1U << 20U, 'x'));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 0);
}

TEST(Process, StatusIsTheExitStatusOrTheSignalAbove128) {
  EXPECT_EQ(run({.argv = {"sh", "-c", "exit 7"}})->status, 7);
  EXPECT_EQ(run({.argv = {"sh", "-c", "kill -TERM $$"}})->status, 128 + SIGTERM);
  EXPECT_EQ(run({.argv = {"sh", "-c", "kill -KILL $$"}})->status, 128 + SIGKILL);
}

TEST(Process, AProgramThatIsMissingIsAnErrorWithWhatToDo) {
  const auto finished = run({.argv = {"slipway-no-such-program", "a b"}});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().what, "cannot start `slipway-no-such-program 'a b'`");
  EXPECT_EQ(finished.error().because, "No such file or directory");
  EXPECT_EQ(finished.error().fix, "install `slipway-no-such-program`, or put it on PATH");
}

TEST(Process, EnvironmentIsAddedReplacedAndTakenOut) {
  ::setenv("SLIPWAY_TEST_REPLACED", "old", 1);
  ::setenv("SLIPWAY_TEST_REMOVED", "old", 1);
  const auto finished = run({.argv = {"sh", "-c",
                                      "printf '%s|%s|%s' \"$SLIPWAY_TEST_ADDED\" \"$SLIPWAY_TEST_REPLACED\" "
                                      "\"${SLIPWAY_TEST_REMOVED-unset}\""},
                             .environment = {{"SLIPWAY_TEST_ADDED", "a b"}, {"SLIPWAY_TEST_REPLACED", "new"}},
                             .unset = {"SLIPWAY_TEST_REMOVED"}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->out, "a b|new|unset");
}

TEST(Process, RunsWhereItIsTold) {
  const auto finished = run({.argv = {"pwd", "-P"}, .directory = "/"});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->out, "/\n");
}

TEST(Process, SilenceBeyondPatienceIsAnError) {
  const auto finished = run({.argv = {"sleep", "30"}}, {}, 50ms);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().what, "`sleep 30` did not answer");
}

TEST(Process, EndlessOutputIsAnErrorAndEndsTheProgram) {
  const auto finished = run({.argv = {"yes"}}, {}, {}, 1U << 20U);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().what, "`yes` printed more than 1 MiB");
}

TEST(Process, RunCheckedTellsWhatTheProgramSaid) {
  const auto text = run_checked({.argv = {"sh", "-c", "printf 'no\\033[2Jway' >&2; exit 3"}}, "do a miracle");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().what, "cannot do a miracle");
  EXPECT_NE(text.error().because.find("exited with status 3:\nno\\x1b[2Jway"), std::string::npos)
      << text.error().because;
}

TEST(Child, IsEndedAndReapedWithTheObject) {
  pid_t pid = -1;
  {
    auto child = Child::start({.argv = {"sleep", "30"}}, {});
    ASSERT_TRUE(child);
    pid = child->pid();
    ASSERT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(Child, ThatIgnoresSigtermIsKilled) {
  pid_t pid = -1;
  {
    auto child =
        Child::start({.argv = {"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"}}, {});
    ASSERT_TRUE(child);
    pid = child->pid();
    child->pump([](Child::Source, std::string_view) { return false; });
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(Child, WaitGivesUpAfterItsPatience) {
  auto child = Child::start({.argv = {"sleep", "30"}}, {});
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->wait(10ms));
  child->kill(SIGTERM);
  EXPECT_EQ(child->wait(), 128 + SIGTERM);
}

// A child that inherited our ignored SIGPIPE would print into nothing for ever.
TEST(Child, StartsWithTheDefaultReactionToSignals) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto finished = run({.argv = {"sh", "-c", "kill -PIPE $$; exit 0"}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 128 + SIGPIPE);
}

}  // namespace
}  // namespace slipway
