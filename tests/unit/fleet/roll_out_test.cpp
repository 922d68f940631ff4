// Waves, evidence, stops, resumption and revocation: without hosts.
#include "deploy/fleet/roll_out.hpp"

#include "deploy/silent_listener.hpp"
#include "util/text.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Notes final : public RolloutListener {
 public:
  void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>&) override {
    summary = groups_text(grouped(plans));
  }
  void wave(std::size_t number, std::size_t of, const HostIndexes& hosts) override {
    waves.push_back(std::to_string(number) + "/" + std::to_string(of) + ": " + std::to_string(hosts.size()));
  }
  void note(std::string_view text) override { notes.emplace_back(text); }
  Listener& host(std::size_t) override { return silence_; }
  void verdict(std::size_t, const HostVerdict&) override { ++verdicts; }

  std::string summary;
  std::vector<std::string> waves;
  std::vector<std::string> notes;
  std::atomic<int> verdicts{0};

 private:
  SilentListener silence_;
};

/// Hosts that do as a test says. Host i is called "hI" and ran release 1 before.
class FakeWork final : public HostWork {
 public:
  explicit FakeWork(std::size_t count) : looks(count) {
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back("h" + std::to_string(i));
      looks[i].plan = {.host = names[i], .strategy = "incremental"};
      looks[i].before = 1;
    }
  }

  HostLook look(std::size_t host) override { return looks[host]; }
  Result<DeployResult> deploy(std::size_t host, const Rollout& rollout, Listener&) override {
    remember("deploy " + names[host]);
    {
      const std::lock_guard lock(mutex_);
      marks[host] = rollout;
    }
    if (host == interrupts_in) {
      is_interrupted = true;
    }
    if (const auto found = errors.find(host); found != errors.end()) {
      return tl::unexpected(found->second);
    }
    DeployResult result;
    result.release = 2;
    const auto code = codes.find(host);
    result.code = code == codes.end() ? ExitCode::success : code->second;
    result.outcome = result.code == ExitCode::success ? RunOutcome::deployed : RunOutcome::failed;
    return result;
  }
  bool has_tests() const override { return tests; }
  Result<bool> test(std::size_t host, Listener&) override {
    remember("test " + names[host]);
    return !fails_test.contains(host);
  }
  std::string watch(std::size_t host, std::chrono::seconds) override {
    remember("watch " + names[host]);
    const auto found = unsteady.find(host);
    return found == unsteady.end() ? std::string{} : found->second;
  }
  Result<DeployResult> put_back(std::size_t host, std::uint64_t release, const Rollout&, Listener&) override {
    remember("put back " + names[host] + " " + std::to_string(release));
    return DeployResult{};
  }
  void pause(std::chrono::seconds time) override {
    remember("pause " + std::to_string(time.count()));
    if (interrupts_pause) {
      is_interrupted = true;
    }
  }
  bool interrupted() const override { return is_interrupted; }

  void remember(std::string text) {
    const std::lock_guard lock(mutex_);
    events.push_back(std::move(text));
  }

  std::vector<std::string> names;
  std::vector<HostLook> looks;
  std::map<std::size_t, ExitCode> codes;
  std::map<std::size_t, Error> errors;
  std::map<std::size_t, std::string> unsteady;
  std::set<std::size_t> fails_test;
  std::map<std::size_t, Rollout> marks;
  std::vector<std::string> events;
  bool tests = false;
  bool interrupts_pause = false;
  std::size_t interrupts_in = 999;
  std::atomic<bool> is_interrupted{false};

 private:
  std::mutex mutex_;
};

class RollOutTest : public testing::Test {
 protected:
  Result<RolloutResult> roll(FakeWork& work, const std::vector<std::string>& sizes) {
    HostIndexes all;
    for (std::size_t i = 0; i < work.names.size(); ++i) {
      all.push_back(i);
    }
    return roll_out(work.names, *split_into_waves(all, sizes), options, work, notes);
  }

  RolloutOptions options{.id = "r1", .parallel = 4};
  Notes notes;
};

TEST_F(RollOutTest, WavesFollowEachOtherAndEachHostKnowsItsOwn) {
  FakeWork work(12);
  const auto result = roll(work, {"1", "3", "100%"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->complete());
  EXPECT_EQ(tally_text(result->verdicts), "12 of 12 deployed");
  EXPECT_THAT(notes.waves, ElementsAre("1/3: 1", "2/3: 3", "3/3: 8"));
  EXPECT_EQ(notes.summary, "12 hosts: 12 incremental");
  EXPECT_EQ(notes.verdicts, 12);
  EXPECT_EQ(work.events.front(), "deploy h0");
  EXPECT_EQ(work.marks.at(5).id, "r1");
  EXPECT_EQ(work.marks.at(5).wave, 3U);
  EXPECT_EQ(work.marks.at(5).waves, 3U);
  EXPECT_EQ(work.marks.at(5).hosts, 12U);
}

TEST_F(RollOutTest, AFailureStopsBehindItsWave) {
  FakeWork work(12);
  work.codes[2] = ExitCode::restored;
  const auto result = roll(work, {"1", "3", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 2U);
  EXPECT_EQ(tally_text(result->verdicts), "3 of 12 deployed, 1 failed and was put back, 8 not begun");
  EXPECT_THAT(work.events, UnorderedElementsAre("deploy h0", "deploy h1", "deploy h2", "deploy h3"));
  EXPECT_EQ(result->verdicts[2].reason, "");
  EXPECT_EQ(result->verdicts[2].wave, 2U);
}

TEST_F(RollOutTest, TheSameAgainGoesOnWhereItStopped) {
  FakeWork work(4);
  for (std::size_t i : {0U, 1U}) {
    work.looks[i].plan.strategy = "none";
    work.looks[i].before = 2;
  }
  const auto result = roll(work, {"1", "2", "100%"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->complete());
  EXPECT_EQ(result->verdicts[0].outcome, HostOutcome::up_to_date);
  EXPECT_THAT(work.events, ElementsAre("deploy h2", "deploy h3"));
  EXPECT_THAT(notes.waves, ElementsAre("2/3: 1", "3/3: 1"));
}

TEST_F(RollOutTest, NothingToDoTouchesNothing) {
  FakeWork work(3);
  work.tests = true;
  options.soak = std::chrono::seconds(60);
  for (HostLook& look : work.looks) {
    look.plan.strategy = "none";
  }
  const auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->complete());
  EXPECT_THAT(work.events, ElementsAre());
}

TEST_F(RollOutTest, AHostWithSomethingToPutRightIsVisitedAlthoughItHasTheRelease) {
  FakeWork work(2);
  for (HostLook& look : work.looks) {
    look.plan.strategy = "none";
  }
  work.looks[1].needs_visit = true;
  ASSERT_TRUE(roll(work, {"1", "100%"}));
  EXPECT_THAT(work.events, ElementsAre("deploy h1"));
}

TEST_F(RollOutTest, ASmokeTestThatFailsStopsEvenIfTheHostHadTheReleaseBefore) {
  FakeWork work(3);
  work.tests = true;
  work.fails_test.insert(0);
  auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdicts[0].outcome, HostOutcome::smoke_failed);
  EXPECT_EQ(result->stopped_in, 1U);
  // Tried again without a fix: the host is up to date, and no evidence.
  work.events.clear();
  work.looks[0].plan.strategy = "none";
  result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 1U);
  EXPECT_THAT(work.events, ElementsAre("test h0"));
}

TEST_F(RollOutTest, SoakIsWatchedBetweenWavesAndNotAfterTheLast) {
  FakeWork work(3);
  options.soak = std::chrono::seconds(60);
  const auto result = roll(work, {"1"});
  ASSERT_TRUE(result);
  EXPECT_THAT(work.events, ElementsAre("deploy h0", "pause 60", "watch h0", "deploy h1", "pause 60",
                                       "watch h1", "deploy h2"));
}

TEST_F(RollOutTest, AHostThatDoesNotStaySteadyStops) {
  FakeWork work(3);
  options.soak = std::chrono::seconds(60);
  work.unsteady[0] = "web has restarted 7 s ago";
  const auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 1U);
  EXPECT_EQ(tally_text(result->verdicts),
            "0 of 3 deployed, 1 has the release, and did not stay healthy, 2 not begun");
}

TEST_F(RollOutTest, ASoakThatWasCutShortIsMadeUpForAndNotRepeated) {
  FakeWork work(3);
  options.soak = std::chrono::seconds(60);
  work.looks[0].plan.strategy = "none";
  work.looks[0].steady_for = 45;
  ASSERT_TRUE(roll(work, {"1", "100%"}));
  EXPECT_THAT(std::vector<std::string>(work.events.begin(), work.events.begin() + 2),
              ElementsAre("pause 15", "watch h0"));
  work.events.clear();
  work.looks[0].steady_for = 600;
  ASSERT_TRUE(roll(work, {"1", "100%"}));
  EXPECT_EQ(work.events.front(), "watch h0");
}

TEST_F(RollOutTest, AHostThatDoesNotAnswerFailsItsWaveOrIsLeftOut) {
  FakeWork work(4);
  work.looks[2].plan = {.host = "h2", .problem = "silence", .answers = false};
  work.errors[2] = {ExitCode::unreachable, "no answer", "silence", ""};
  auto result = roll(work, {"1", "2", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 2U);
  EXPECT_EQ(tally_text(result->verdicts), "2 of 4 deployed, 1 could not be reached, 1 not begun");
  options.skip_unreachable = true;
  work.events.clear();
  result = roll(work, {"1", "2", "100%"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->complete());
  EXPECT_EQ(tally_text(result->verdicts), "3 of 4 deployed, 1 left out because it could not be reached");
  EXPECT_THAT(work.events, UnorderedElementsAre("deploy h0", "deploy h1", "deploy h3")) << "not asked again";
}

TEST_F(RollOutTest, AWaveWithoutAnyEvidenceIsNotGreen) {
  FakeWork work(3);
  options.skip_unreachable = true;
  work.looks[0].plan = {.host = "h0", .problem = "silence", .answers = false};
  const auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 1U);
  EXPECT_THAT(work.events, ElementsAre());
}

TEST_F(RollOutTest, ABusyHostStopsItsWaveAndIsTold) {
  FakeWork work(3);
  work.errors[1] = {ExitCode::locked, "another deployment is running", "ann@laptop since noon", "wait"};
  const auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(tally_text(result->verdicts), "2 of 3 deployed, 1 busy with another deployment");
  EXPECT_THAT(result->verdicts[1].reason, HasSubstr("ann@laptop"));
}

TEST_F(RollOutTest, RevokingTakesTheNewestWaveFirstAndLeavesOthersAlone) {
  FakeWork work(5);
  options.revoke = true;
  options.parallel = 1;
  work.looks[0].plan.strategy = "none";
  work.looks[0].before = 2;
  work.codes[3] = ExitCode::restored;
  work.looks[2].before.reset();
  const auto result = roll(work, {"2", "100%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 2U);
  EXPECT_THAT(work.events, ElementsAre("deploy h1", "deploy h2", "deploy h3", "deploy h4", "put back h4 1",
                                       "put back h1 1"));
  EXPECT_EQ(result->verdicts[0].outcome, HostOutcome::up_to_date) << "not of this roll-out";
  EXPECT_EQ(result->verdicts[1].outcome, HostOutcome::revoked);
  EXPECT_EQ(result->verdicts[2].outcome, HostOutcome::not_revoked) << "nothing ran before";
  EXPECT_EQ(result->verdicts[3].outcome, HostOutcome::put_back);
}

TEST_F(RollOutTest, TwoNamesOfOneMachineAreRefusedBeforeAnythingIsTouched) {
  FakeWork work(3);
  work.looks[0].machine = "m1";
  work.looks[1].machine = "";
  work.looks[2].machine = "m1";
  const auto result = roll(work, {"1", "100%"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::refused);
  EXPECT_THAT(result.error().what, HasSubstr("`h0` and `h2` are the same machine"));
  EXPECT_THAT(work.events, ElementsAre());
}

TEST_F(RollOutTest, CatchingUpNeedsAHostThatHasTheRelease) {
  options.only_if_proven = true;
  FakeWork none(2);
  const auto refused = roll(none, {"100%"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::refused);
  EXPECT_THAT(none.events, ElementsAre());
  FakeWork work(2);
  work.looks[1].plan.strategy = "none";
  work.looks[1].before = 2;
  const auto result = roll(work, {"100%"});
  ASSERT_TRUE(result);
  EXPECT_THAT(work.events, ElementsAre("deploy h0"));
}

TEST_F(RollOutTest, AnInterruptBeginsNothingMoreAndRevokesNothing) {
  FakeWork work(4);
  options.revoke = true;
  options.parallel = 1;
  work.interrupts_in = 1;
  work.errors[1] = {ExitCode::connection_lost, "the connection was lost", "", ""};
  const auto result = roll(work, {"1", "100%"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->interrupted);
  EXPECT_EQ(result->stopped_in, 2U);
  EXPECT_EQ(tally_text(result->verdicts), "1 of 4 deployed, 1 no longer followed, 2 not begun");
  EXPECT_THAT(work.events, ElementsAre("deploy h0", "deploy h1"));
}

TEST_F(RollOutTest, AnInterruptOfTheSoakStopsThere) {
  FakeWork work(2);
  options.soak = std::chrono::seconds(60);
  work.interrupts_pause = true;
  const auto result = roll(work, {"1"});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->interrupted);
  EXPECT_EQ(result->stopped_in, 1U);
  EXPECT_THAT(work.events, ElementsAre("deploy h0", "pause 60"));
}

TEST_F(RollOutTest, FiveHundredHostsAreNoTrouble) {
  FakeWork work(500);
  work.codes[450] = ExitCode::broken;
  options.parallel = 16;
  const auto result = roll(work, {"1", "10%"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stopped_in, 10U);
  EXPECT_THAT(tally_text(result->verdicts), HasSubstr("1 failed and could not be put back"));
}

TEST(RolloutId, HasTheTimeAndIsNeverTheSame) {
  const std::string id = rollout_id(1'800'000'000);
  EXPECT_THAT(id, testing::MatchesRegex("20270115T080000Z-[0-9a-f]{6}"));
  EXPECT_NE(id, rollout_id(1'800'000'000));
}

}  // namespace
}  // namespace slipway::deploy
