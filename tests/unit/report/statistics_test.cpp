#include "report/page/statistics.hpp"

#include <gmock/gmock.h>

namespace slipway::report {
namespace {

using classify::Strategy;

deploy::PastRelease past(const std::string& strategy, const std::string& outcome, double build) {
  deploy::PastRelease past;
  past.release.strategy = strategy;
  past.release.outcome = outcome;
  past.release.seconds["build"] = build;
  return past;
}

classify::Plan because(std::vector<std::pair<std::string, Strategy>> changes) {
  classify::Plan plan;
  for (auto& [path, strategy] : changes) {
    classify::PathVerdict verdict;
    verdict.change.path = path;
    verdict.ruling = std::make_shared<const classify::Ruling>(classify::Ruling{strategy, {}, {}});
    plan.changes.push_back(verdict);
  }
  return plan;
}

TEST(Median, IsInTheMiddle) {
  EXPECT_EQ(median({}), std::nullopt);
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
}

TEST(FiguresByStrategy, CountAllAndMeasureThoseThatWereDeployed) {
  deploy::PastDeployment deployment;
  deployment.releases = {past("full", "deployed", 10), past("full", "failed", 1000),
                         past("cached", "deployed", 0)};
  const auto figures = figures_by_strategy(deployment);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].strategy, "full");
  EXPECT_EQ(figures[0].releases, 2U);
  EXPECT_EQ(figures[0].failed, 1U);
  EXPECT_EQ(figures[0].build, 10);
  EXPECT_EQ(figures[1].outage, std::nullopt);
}

TEST(CausesOfFullBuilds, AreFilesThatAskedForThemAndReasonsWithoutFiles) {
  deploy::PastDeployment deployment;
  deployment.releases = {past("full", "deployed", 10), past("full", "deployed", 20),
                         past("incremental", "deployed", 5)};
  deployment.releases[0].plan =
      because({{"requirements.txt", Strategy::full}, {"src/a", Strategy::incremental}});
  deployment.releases[1].plan = because({{"requirements.txt", Strategy::full}});
  deployment.releases[1].plan->reasons.push_back(
      {Strategy::full, classify::ReasonCode::settings, "asked for", {}});
  deployment.releases[2].plan = because({{"Dockerfile", Strategy::full}});
  const auto causes = causes_of_full_builds(deployment);
  ASSERT_EQ(causes.size(), 2U);
  EXPECT_EQ(causes[0].what, "requirements.txt");
  EXPECT_TRUE(causes[0].is_path);
  EXPECT_EQ(causes[0].releases, 2U);
  EXPECT_EQ(causes[0].seconds, 30);
  EXPECT_EQ(causes[1].what, "asked for");
  EXPECT_FALSE(causes[1].is_path);
}

TEST(StepReuse, CountsImagesThatWereBuiltAndNoneOfAFullBuild) {
  deploy::PastRelease release = past("incremental", "deployed", 5);
  EXPECT_FALSE(step_reuse(release));
  release.plan = classify::Plan{};
  release.plan->images.push_back(
      {"web", Strategy::incremental, true, "1", {}, classify::StepForecast{7, 10, ""}});
  release.plan->images.push_back({"db", Strategy::none, false, "1", {}, classify::StepForecast{3, 3, ""}});
  ASSERT_TRUE(step_reuse(release));
  EXPECT_EQ(step_reuse(release)->reused, 7U);
  EXPECT_EQ(step_reuse(release)->total, 10U);
  release.plan->images.front().strategy = Strategy::full;
  EXPECT_EQ(step_reuse(release)->reused, 0U);
}

TEST(SecondsOf, ReadsTheTimesOfTheJournal) {
  EXPECT_EQ(seconds_of("2026-11-23T11:05:43Z"), 1795431943);
  EXPECT_EQ(seconds_of("yesterday"), std::nullopt);
  EXPECT_EQ(seconds_of("2026-11-23T11:05:43Z "), std::nullopt);
}

}  // namespace
}  // namespace slipway::report
