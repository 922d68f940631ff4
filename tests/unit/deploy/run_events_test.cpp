#include "deploy/run/run_events.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace slipway::deploy {
namespace {

/// Writes down what it is told.
class Recorder final : public Listener {
 public:
  void plan(const classify::Plan&) override {}
  void note(std::string_view text) override { add("note", text); }
  void step(std::string_view name) override { add("step", name); }
  void step_done(std::string_view name, double seconds) override {
    add("done", std::string(name) + " " + std::to_string(seconds));
  }
  void output(std::string_view line) override { add("output", line); }
  void health(std::string_view state) override { add("health", state); }
  void image(std::string_view service) override { add("image", service); }
  void transfer(const Transfer&) override {}
  void failure_log(std::string_view service) override { add("failure-log", service); }
  void failure_log_end() override { add("failure-log-end", ""); }

  std::string told;

 private:
  void add(std::string_view kind, std::string_view text) {
    told += std::string(kind) + " " + std::string(text) + "\n";
  }
};

const std::string log_of_a_run =
    "@n0nce step Build\n@n0nce image web\n#1 building\nno newline at its end@n0nce done Build 1.50\n"
    "@n0nce step Health\n@n0nce health waiting web (created)\n@n0nce health ready\n"
    "@n0nce entry abc\n@n0nce | tree 1\n@n0nce | \n@n0nce | Release 1\n@n0nce end 8 restored not healthy: "
    "web\n";

const std::string what_it_tells =
    "step Build\nimage web\noutput #1 building\noutput no newline at its end\n"
    "done Build 1.500000\nstep Health\nhealth waiting web (created)\nhealth ready\n";

TEST(RunEvents, AreTheSameHoweverTheLogIsCut) {
  for (std::size_t size = 1; size <= log_of_a_run.size(); ++size) {
    Recorder recorder;
    RunEvents events("n0nce", recorder);
    for (std::size_t at = 0; at < log_of_a_run.size(); at += size) {
      events.take(std::string_view(log_of_a_run).substr(at, size));
    }
    ASSERT_EQ(recorder.told, what_it_tells) << "pieces of " << size;
    ASSERT_TRUE(events.end());
    EXPECT_EQ(events.end()->code, 8);
    EXPECT_EQ(events.end()->outcome, RunOutcome::restored);
    EXPECT_EQ(events.end()->reason, "not healthy: web");
    EXPECT_EQ(events.step(), "Health");
    EXPECT_EQ(events.entry(), "abc");
    EXPECT_EQ(events.entry_bytes(), "tree 1\n\nRelease 1\n");
  }
}

TEST(RunEvents, OnlyADeployedReleaseIsASuccess) {
  const auto code_of = [](const std::string& end) {
    Recorder recorder;
    RunEvents events("n0nce", recorder);
    events.take("@n0nce end " + end + "\n");
    return events.end() ? std::optional(events.end()->code) : std::nullopt;
  };
  EXPECT_EQ(code_of("0 deployed"), 0);
  EXPECT_EQ(code_of("0 restored x"), 1);
  EXPECT_EQ(code_of("8 deployed"), 1);
  EXPECT_EQ(code_of("256 failed"), 1);
  EXPECT_EQ(code_of("-1 failed"), 1);
  // An end that does not say how is none.
  EXPECT_EQ(code_of("x"), std::nullopt);
  EXPECT_EQ(code_of("7 failed"), 7);
}

TEST(RunEvents, TheWordOfARunsEndIsKnownOrSaidToBeUnknown) {
  const auto outcome_of = [](const std::string& word) {
    Recorder recorder;
    RunEvents events("n0nce", recorder);
    events.take("@n0nce end 9 " + word + "\n");
    return events.end()->outcome;
  };
  for (int i = 0; i <= static_cast<int>(RunOutcome::interrupted); ++i) {
    const auto outcome = static_cast<RunOutcome>(i);
    EXPECT_EQ(outcome_of(std::string(name_of(outcome))), outcome) << name_of(outcome);
  }
  EXPECT_EQ(outcome_of("of-another-version"), RunOutcome::unknown);
}

// A container's output cannot end the run: it does not know the nonce.
TEST(RunEvents, OutputCannotPassForTheRunner) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take(
      "@other end 0 deployed \n@ end 0 deployed\n@n0nceend 0 deployed\n@n0nc end 0\n@N0NCE end 0 deployed\n");
  EXPECT_FALSE(events.end());
  EXPECT_EQ(recorder.told,
            "output @other end 0 deployed \noutput @ end 0 deployed\noutput @n0nceend 0 deployed\noutput "
            "@n0nc end 0\n"
            "output @N0NCE end 0 deployed\n");
}

TEST(RunEvents, ALineWithoutAnEndIsNotKeptForEver) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  for (int i = 0; i < 100; ++i) {
    events.take(std::string(1000, 'x'));
  }
  EXPECT_GT(recorder.told.size(), 80000U);
}

TEST(RunEvents, WithoutItsEndARunHasNone) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take("@n0nce step Switch\n@n0nce end 0 deployed ");
  EXPECT_FALSE(events.end()) << "the line has not ended";
  EXPECT_EQ(events.step(), "Switch");
  events.finish();
  EXPECT_FALSE(events.end()) << "nor will it";
}

TEST(RunEvents, HalfALineOfTheRunnersIsNoOutput) {
  for (const char* half : {"@n0nce health waiting we", "@n0nce ", "@n0n"}) {
    Recorder recorder;
    RunEvents events("n0nce", recorder);
    events.take(std::string("output\n") + half);
    events.finish();
    EXPECT_EQ(recorder.told, "output output\n") << half;
  }
}

TEST(RunEvents, AnEndThatDoesNotSayHowIsNone) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take("@n0nce end \n@n0nce end 8\n@n0nce end x deployed\n@n0nce end 0x deployed\n");
  EXPECT_FALSE(events.end());
}

TEST(RunEvents, ConfirmationIsAwaitedUntilSomethingElseHappens) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take("@n0nce step Confirm\n@n0nce confirm 120\nout");
  EXPECT_TRUE(events.awaits_confirmation());
  events.take("put of a program\n");
  EXPECT_TRUE(events.awaits_confirmation());
  events.take("@n0nce done Confirm 1.00\n");
  EXPECT_FALSE(events.awaits_confirmation());
}

TEST(RunEvents, TestsAreAwaitedUntilSomethingElseHappens) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take("@n0nce step Tests\n@n0nce tests 600\noutput\n");
  EXPECT_TRUE(events.awaits_tests());
  EXPECT_FALSE(events.awaits_confirmation());
  events.take("@n0nce done Tests 1.00\n");
  EXPECT_FALSE(events.awaits_tests());
}

TEST(RunEvents, AStepThatWentAnotherWayIsSaid) {
  Recorder recorder;
  RunEvents events("n0nce", recorder);
  events.take(
      "@n0nce mispredicted web HIT RAN line 12: [2/5] RUN\n@n0nce mispredicted web MISS CACHED line 3: [1/5] "
      "COPY\n");
  EXPECT_EQ(recorder.told,
            "note web: line 12: [2/5] RUN was expected to be reused, and ran again\n"
            "note web: line 3: [1/5] COPY was expected to run again, and the builder had it from an earlier "
            "build\n");
}

}  // namespace
}  // namespace slipway::deploy
