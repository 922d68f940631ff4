#include "deploy/fleet/verdict.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;

HostVerdict with(HostOutcome outcome) {
  HostVerdict verdict;
  verdict.outcome = outcome;
  return verdict;
}

std::vector<HostVerdict> some(const std::vector<std::pair<int, HostOutcome>>& counts) {
  std::vector<HostVerdict> verdicts;
  for (const auto& [count, outcome] : counts) {
    verdicts.insert(verdicts.end(), static_cast<std::size_t>(count), with(outcome));
  }
  return verdicts;
}

DeployResult ended(ExitCode code) {
  DeployResult result;
  result.code = code;
  result.release = 7;
  result.reason = "why";
  return result;
}

HostOutcome outcome(const Result<DeployResult>& result) {
  return verdict_of({}, result).outcome;
}

TEST(Tally, SaysWhatBecameOfEachHost) {
  EXPECT_EQ(
      tally_text(some({{3, HostOutcome::deployed}, {1, HostOutcome::put_back}, {8, HostOutcome::not_begun}})),
      "3 of 12 deployed, 1 failed and was put back, 8 not begun");
  EXPECT_EQ(tally_text(some({{2, HostOutcome::up_to_date}, {1, HostOutcome::deployed}})),
            "3 of 3 deployed (2 had the release before)");
  EXPECT_EQ(tally_text(some({{3, HostOutcome::up_to_date}})), "3 of 3 have the release already");
  EXPECT_EQ(tally_text(some({{1, HostOutcome::up_to_date}, {2, HostOutcome::put_back}})),
            "1 of 3 has the release already, 2 failed and were put back");
  EXPECT_EQ(tally_text(some(
                {{2, HostOutcome::put_back}, {1, HostOutcome::smoke_failed}, {2, HostOutcome::left_out}})),
            "0 of 5 deployed, 2 failed and were put back, 1 has the release, and a smoke test failed, "
            "2 left out because they could not be reached");
}

TEST(Verdict, EachEndOfADeploymentHasOne) {
  DeployResult nothing;
  nothing.nothing_to_do = true;
  EXPECT_EQ(outcome(nothing), HostOutcome::up_to_date);
  EXPECT_EQ(outcome(ended(ExitCode::success)), HostOutcome::deployed);
  EXPECT_EQ(outcome(ended(ExitCode::restored)), HostOutcome::put_back);
  EXPECT_EQ(outcome(ended(ExitCode::broken)), HostOutcome::broken);
  EXPECT_EQ(outcome(ended(ExitCode::build_failed)), HostOutcome::kept);
  EXPECT_EQ(outcome(ended(ExitCode::locked)), HostOutcome::busy);
  EXPECT_EQ(outcome(fail(ExitCode::locked, "w", "b", "f")), HostOutcome::busy);
  EXPECT_EQ(outcome(fail(ExitCode::unreachable, "w", "b", "f")), HostOutcome::unreachable);
  EXPECT_EQ(outcome(fail(ExitCode::connection_lost, "w", "b", "f")), HostOutcome::lost);
  EXPECT_EQ(outcome(fail(ExitCode::cancelled, "w", "b", "f")), HostOutcome::interrupted);
  EXPECT_EQ(outcome(fail(ExitCode::refused, "w", "b", "f")), HostOutcome::kept);
}

TEST(Verdict, KeepsWhatIsKnownOfTheHost) {
  HostVerdict before;
  before.host = "pi";
  before.wave = 2;
  before.before = 6;
  const HostVerdict verdict = verdict_of(before, ended(ExitCode::restored));
  EXPECT_EQ(verdict.host, "pi");
  EXPECT_EQ(verdict.wave, 2U);
  EXPECT_EQ(verdict.release, 7U);
  EXPECT_EQ(verdict.before, 6U);
  EXPECT_EQ(verdict.reason, "why");
}

TEST(Verdict, AReasonIsOneLine) {
  const HostVerdict verdict = verdict_of(
      {}, fail(ExitCode::unreachable, "cannot log in", "no such machine\nssh: Could not\x1b[2J", "f"));
  EXPECT_EQ(verdict.reason, "no such machine");
  EXPECT_EQ(first_line("a\x1b"), "a\\x1b");
}

TEST(Verdict, OnlyEvidenceIsGreen) {
  for (int i = 0; i <= static_cast<int>(HostOutcome::not_revoked); ++i) {
    const auto one = static_cast<HostOutcome>(i);
    const bool green = one == HostOutcome::deployed || one == HostOutcome::up_to_date;
    EXPECT_EQ(is_green(one), green) << name_of(one);
    EXPECT_EQ(is_failure(one), !green && one != HostOutcome::left_out && one != HostOutcome::not_begun)
        << name_of(one);
    EXPECT_FALSE(name_of(one).empty());
  }
}

TEST(Groups, EqualPlansAreOneAndTheMostWorkComesFirst) {
  const std::vector<PlanOfHost> plans{
      {.host = "a", .strategy = "incremental", .reasons = {"src/a.py"}},
      {.host = "b", .strategy = "none"},
      {.host = "c", .strategy = "incremental", .reasons = {"src/a.py"}},
      {.host = "d", .strategy = "full", .reasons = {"nothing is deployed there"}, .first_deployment = true},
      {.host = "e", .problem = "silence", .answers = false},
      {.host = "f", .strategy = "incremental", .reasons = {"src/b.py"}}};
  const auto groups = grouped(plans);
  ASSERT_EQ(groups.size(), 5U);
  EXPECT_EQ(groups[0].title, "full (first deployment)");
  EXPECT_THAT(groups[1].hosts, ElementsAre("a", "c"));
  EXPECT_THAT(groups[2].hosts, ElementsAre("f"));
  EXPECT_EQ(groups[3].title, "cannot be reached: silence");
  EXPECT_EQ(groups[4].title, "up to date");
  EXPECT_EQ(groups_text(groups),
            "6 hosts: 1 full (first deployment), 3 incremental, 1 cannot be reached, 1 up to date");
}

TEST(Groups, ARefusalHasItsOwnReasons) {
  PlanOfHost plan{.host = "a", .strategy = "cached", .reasons = {"README.md"}};
  set_problem(plan, {ExitCode::refused, "files were edited on `a`", "M web.py\nM db.py", "slipway diff"});
  EXPECT_TRUE(plan.answers);
  EXPECT_EQ(grouped({plan}).front().title, "refused: files were edited on `a`");
  EXPECT_THAT(plan.reasons, ElementsAre("M web.py", "M db.py"));
  set_problem(plan,
              {ExitCode::unreachable, "cannot log in to `a` with ssh", "no answer came in time\nssh: …", ""});
  EXPECT_FALSE(plan.answers);
  EXPECT_EQ(grouped({plan}).front().title, "cannot be reached: no answer came in time");
  EXPECT_THAT(plan.reasons, ElementsAre());
}

TEST(Groups, WhatWouldBeRefusedIsNotTakenForAPlan) {
  const auto groups = grouped({{.host = "a", .strategy = "cached", .problem = "files were edited"},
                               {.host = "b", .strategy = "cached"}});
  EXPECT_EQ(groups_text(groups), "2 hosts: 1 cached, 1 refused");
  EXPECT_EQ(groups[1].title, "refused: files were edited");
}

}  // namespace
}  // namespace slipway::deploy
