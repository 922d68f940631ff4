#include "host/scripts.hpp"
#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// A host whose time of day is set to another value at every look, and where a pause of the runner takes one
/// second of the time since its start. A loop without an end is ended after 1000 pauses, with the status 99.
constexpr std::string_view wild_clock = R"sh(
pauses=0
read_uptime() { up=$((50 + pauses)).00; }
date() { printf '%s.N\n' "$((1700000000 + (pauses % 2 * 2 - 1) * 7000000))"; }
sleep() { pauses=$((pauses + 1)); [ "$pauses" -lt 1000 ] || exit 99; }
)sh";

Finished run_on_wild_clock(const std::string& script, const std::vector<std::string>& arguments = {}) {
  std::vector<std::string> words{"/bin/sh", "-c", std::string(clock_sh) + std::string(wild_clock) + script,
                                 "sh"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto finished = run({.argv = std::move(words)});
  EXPECT_TRUE(finished);
  return finished ? *finished : Finished{};
}

/// The runner's `since`, where the uptime is `now`.
std::string since(const std::string& began, const std::string& now) {
  const auto finished = run(
      {.argv = {"/bin/sh", "-euc", std::string(clock_sh) + "now=$2\nread_uptime() { up=$now; }\nsince \"$1\"",
                "sh", began, now}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(RunnerClock, CountsHundredths) {
  EXPECT_EQ(since("1700.00", "1700.00"), "0.00");
  EXPECT_EQ(since("1700.08", "1700.09"), "0.01");
  EXPECT_EQ(since("1700.99", "1701.04"), "0.05");
  EXPECT_EQ(since("1700.09", "5300.08"), "3599.99");
}

TEST(RunnerClock, IsTheKernels) {
  const auto finished =
      run({.argv = {"/bin/sh", "-euc", std::string(clock_sh) + "whole_seconds\ntime_of_start"}});
  ASSERT_TRUE(finished && finished->ok()) << finished->err;
  EXPECT_THAT(finished->out, testing::MatchesRegex("[0-9]+\n[0-9]+\n"));
}

/// What `wait_for_health` comes to where `states` prints the containers' states after each of its pauses.
std::string wait_for_health(const std::string& states, const std::string& services = "web") {
  const auto directory = TemporaryDirectory::create();
  const Finished finished =
      run_on_wild_clock(runner_function("judge") + runner_function("wait_for_health") +
                            "run=$1 health_timeout=20 settle=5 cancelled=''\n: >\"$run/baseline\"\n"
                            "say() { :; }\ncontainers() { echo 1; }\nengine_answers() { true; }\n"
                            "ask_checks() { :; }\nask_no_more() { :; }\nas_asked() { cat; }\n"
                            "await_look() { sleep 0.5; }\n"
                            "states_of_ids() {\n" +
                            states +
                            "\n}\n"
                            "if wait_for_health \"$2\"; then echo \"ready after $pauses s\"; else echo "
                            "\"$reason after $pauses s\"; fi",
                        {directory->path().native(), services});
  EXPECT_EQ(finished.status, 0) << finished.err;
  return finished.out;
}

TEST(RunnerClock, AHealthyReleaseIsNotPutBackWhereTheClockJumps) {
  EXPECT_EQ(wait_for_health("if [ \"$pauses\" -lt 12 ]; then echo web running 0 0 starting no 1; else echo "
                            "web running 0 0 healthy no 1; fi"),
            "ready after 12 s\n");
}

TEST(RunnerClock, ABrokenReleaseIsPutBackInTimeWhereTheClockJumps) {
  EXPECT_EQ(wait_for_health("echo web running 0 0 starting no 1"),
            "not healthy after 20 s: web (health check: starting) after 20 s\n");
}

TEST(RunnerClock, AServiceWithoutAHealthCheckIsWatchedForAsLongAsIsSaid) {
  EXPECT_EQ(wait_for_health("echo web running 0 0 - no 1"), "ready after 5 s\n");
  EXPECT_EQ(
      wait_for_health("if [ \"$pauses\" -lt 3 ]; then echo web running 0 0 - no 1; else echo web exited "
                      "0 1 - no 1; fi"),
      "not healthy: web (exited, exit status 1) after 3 s\n");
  EXPECT_EQ(wait_for_health("echo web running $((pauses > 3)) 1 - always 1"), "ready after 9 s\n")
      << "from its last restart on";
}

/// What `await_confirmation` comes to with a patience of 4 s, where `each_second` runs at each of its looks.
std::string await_confirmation(const std::string& before, const std::string& each_second = ":") {
  const auto directory = TemporaryDirectory::create();
  const Finished finished = run_on_wild_clock(
      runner_function("await_word") + runner_function("await_confirmation") +
          "run=$1 confirm_timeout=4 cancelled=''\necho nonce=1 >\"$run/plan.sh\"\nsay() { :; }\n"
          "word() { sh -c \"$word_sh\" sh \"$run\" \"$1\"; echo \"told $?\"; }\nword_sh=$2\n"
          "passed_since() {\n" +
          each_second + "\nprintf '%s\\n' \"$pauses\"\n}\n" + before +
          "\nif await_confirmation >/dev/null; then echo \"yes after $pauses s\"; else echo \"$reason after "
          "$pauses s\"; fi\n"
          "word yes\nls \"$run\"",
      {directory->path().native(), std::string(confirm_sh)});
  EXPECT_EQ(finished.status, 0) << finished.err;
  return finished.out;
}

TEST(Confirmation, TheFirstWordCounts) {
  EXPECT_EQ(await_confirmation("word yes; word no"),
            "told 0\ntold 3\nyes after 0 s\ntold 0\nconfirmation\nplan.sh\n");
  EXPECT_EQ(await_confirmation("word no; word yes"),
            "told 0\ntold 3\nsmoke tests failed after 0 s\ntold 3\n"
            "confirmation\nplan.sh\n");
}

TEST(Confirmation, AWordThatComesTooLateIsToldSo) {
  EXPECT_EQ(await_confirmation(":"),
            "the client did not confirm the release within 4 s after 4 s\ntold 3\nconfirmation\nplan.sh\n");
}

TEST(Confirmation, AClientThatIsKilledInTheMiddleDecidesNothing) {
  // Before the link: its file is there, whole or not.
  EXPECT_EQ(await_confirmation("echo yes >\"$run/word.1\"; : >\"$run/word.2\"; mkdir \"$run/decided\""),
            "the client did not confirm the release within 4 s after 4 s\ntold 3\n"
            "confirmation\ndecided\nplan.sh\nword.1\nword.2\n");
}

TEST(Confirmation, AFullDiskDecidesNothing) {
  // No file may grow, as on a full disk.
  EXPECT_EQ(
      await_confirmation("word_sh=\"trap '' XFSZ; ulimit -f 0; $word_sh\"\nword yes 2>/dev/null\nword_sh=$2"),
      "told 70\nthe client did not confirm the release within 4 s after 4 s\ntold 3\n"
      "confirmation\nplan.sh\n");
}

TEST(Confirmation, AWordAtTheLastMomentIsTheOneThatIsTold) {
  EXPECT_EQ(await_confirmation(":",
                               "if [ \"$pauses\" -eq 4 ]; then echo yes >\"$run/word.1\"; ln "
                               "\"$run/word.1\" \"$run/confirmation\"; fi"),
            "yes after 4 s\ntold 0\nconfirmation\nplan.sh\nword.1\n");
}

}  // namespace
}  // namespace slipway::host
