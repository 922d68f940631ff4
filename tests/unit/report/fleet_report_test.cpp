#include "report/fleet_report.hpp"

#include <gmock/gmock.h>

namespace slipway::report {
namespace {

using deploy::HostOutcome;
using deploy::HostVerdict;
using testing::HasSubstr;

const FleetName the_fleet{"climate", "greenhouse"};

std::vector<deploy::PlanOfHost> many(std::size_t count) {
  std::vector<deploy::PlanOfHost> plans;
  for (std::size_t i = 0; i < count; ++i) {
    plans.push_back(
        {.host = "pi" + std::to_string(i),
         .strategy = i % 5 == 4 ? "none" : "incremental",
         .reasons = i % 5 == 4 ? std::vector<std::string>{} : std::vector<std::string>{"src/a.py"}});
  }
  return plans;
}

TEST(FleetReport, AFewLinesSayWhatIsToDoOnAllHosts) {
  EXPECT_EQ(fleet_plan_text(the_fleet, many(10), {{0}, {1, 2, 3}, {4, 5, 6, 7, 8, 9}}),
            "climate on greenhouse: 10 hosts: 8 incremental, 2 up to date\n"
            "  incremental: pi0, pi1, pi2, pi3, pi5, pi6 and 2 more\n"
            "    because: src/a.py\n"
            "  up to date: pi4, pi9\n"
            "  waves: pi0, then 3 hosts, then 6 hosts\n");
}

TEST(FleetReport, HowManyHostsThereAreDoesNotMatter) {
  std::vector<deploy::HostIndexes> waves;
  std::vector<deploy::PlanOfHost> plans = many(500);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    waves.push_back({i});
    plans[i].reasons = {"each has a reason of its own " + std::to_string(i), "b", "c", "d"};
    plans[i].strategy = "full";
  }
  const std::string text = fleet_plan_text(the_fleet, plans, waves);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 70);
  EXPECT_THAT(text, HasSubstr("488 groups"));
  EXPECT_THAT(text, HasSubstr("and 492 more waves"));
}

TEST(FleetReport, NamesOfHostsAreFitForATerminal) {
  const std::string text = fleet_plan_text(the_fleet, {{.host = "pi\x1b[2J\n", .strategy = "full"}}, {{0}});
  EXPECT_THAT(text, testing::Not(HasSubstr("\x1b")));
}

HostVerdict verdict(HostOutcome outcome) {
  HostVerdict one;
  one.host = "pi";
  one.outcome = outcome;
  one.release = 12;
  one.before = 11;
  one.reason = "why";
  return one;
}

TEST(FleetReport, EachVerdictIsASentence) {
  EXPECT_EQ(verdict_text(verdict(HostOutcome::put_back)), "release 12 failed; release 11 runs again: why");
  HostVerdict first = verdict(HostOutcome::put_back);
  first.before.reset();
  EXPECT_EQ(verdict_text(first), "release 12 failed and was removed: why");
  EXPECT_EQ(verdict_text(verdict(HostOutcome::kept)), "not deployed; nothing was switched: why");
  EXPECT_EQ(verdict_text(verdict(HostOutcome::revoked)), "release 11 runs again, because the wave failed");
  EXPECT_EQ(verdict_text(verdict(HostOutcome::up_to_date)), "release 12 runs already");
  HostVerdict well = verdict(HostOutcome::deployed);
  well.seconds = 14;
  EXPECT_EQ(verdict_text(well), "release 12 is healthy after 14 s");
  EXPECT_EQ(verdict_text(verdict(HostOutcome::left_out)), "left out, because it cannot be reached: why");
  EXPECT_EQ(verdict_text(verdict(HostOutcome::lost)),
            "no longer followed; if the host is up, it carries on alone: why");
  for (int i = 0; i <= static_cast<int>(HostOutcome::not_revoked); ++i) {
    EXPECT_FALSE(verdict_text(verdict(static_cast<HostOutcome>(i))).empty());
  }
}

TEST(FleetReport, JsonHasEachHostAndTheStrictestStrategy) {
  std::vector<deploy::PlannedHost> hosts(3);
  hosts[0].host = "a";
  hosts[0].plan = classify::Plan{};
  hosts[0].plan->strategy = classify::Strategy::cached;
  hosts[0].plan->reasons = {{classify::Strategy::cached, classify::ReasonCode::no_rule, "README.md"}};
  hosts[1].host = "b\xff";
  hosts[1].plan = classify::Plan{};
  hosts[1].plan->strategy = classify::Strategy::full;
  hosts[1].plan->reasons = {
      {classify::Strategy::full, classify::ReasonCode::first_deployment, "nothing there"},
      {classify::Strategy::cached, classify::ReasonCode::no_rule, "README.md"}};
  hosts[2].host = "c";
  hosts[2].error = Error{ExitCode::unreachable, "`c` does not answer", "silence", ""};
  const Json json = Json::parse(fleet_plan_json(the_fleet, hosts, {"/x/HEAD"}));
  EXPECT_EQ(json["strategy"], "full");
  ASSERT_EQ(json["reasons"].size(), 2U);
  EXPECT_EQ(json["reasons"][0]["code"], "FIRST_DEPLOYMENT");
  EXPECT_EQ(json["hosts"][0]["strategy"], "cached");
  EXPECT_EQ(json["hosts"][1]["host_hex"], "62ff");
  EXPECT_EQ(json["hosts"][2]["code"], 5);
  EXPECT_EQ(json["hosts"][2]["problem"], "`c` does not answer: silence");
  EXPECT_FALSE(json["hosts"][2].contains("strategy"));
  EXPECT_EQ(json["summary"],
            "climate on greenhouse: 3 hosts: 1 full (first deployment), 1 cached, 1 cannot be reached");
  EXPECT_EQ(json["configure_depends"][0], "/x/HEAD");
}

}  // namespace
}  // namespace slipway::report
