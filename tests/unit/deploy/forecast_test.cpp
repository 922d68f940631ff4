#include "deploy/plan/forecast.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;

Release past_release(std::string strategy, std::uint64_t reruns, double build, double health = 1) {
  Release made;
  made.outcome = "deployed";
  made.strategy = std::move(strategy);
  made.reruns = reruns;
  made.bytes_sent = 1000 + reruns;
  made.seconds = {{"build", build}, {"health", health}};
  return made;
}

classify::Plan plan(Strategy strategy, std::size_t reused, std::size_t total) {
  classify::Plan made;
  made.strategy = strategy;
  classify::ImagePlan image;
  image.strategy = strategy;
  image.build = true;
  image.steps = classify::StepForecast{reused, total, {}};
  made.images.push_back(image);
  return made;
}

TEST(Forecast, IsTheMedianOfReleasesLikeIt) {
  Journal journal;
  for (const double seconds : {2.0, 3.0, 100.0, 4.0, 5.0}) {
    journal.entries.push_back(past_release("incremental", 2, seconds));
  }
  journal.entries.push_back(past_release("incremental", 7, 60));
  journal.entries.push_back(past_release("full", 2, 600));
  const auto cost = forecast(journal, plan(Strategy::incremental, 6, 8));
  ASSERT_TRUE(cost);
  EXPECT_DOUBLE_EQ(cost->seconds, 5);
  EXPECT_GE(cost->low, 3);
  EXPECT_LE(cost->low, 4);
  EXPECT_GT(cost->high, 6);
  EXPECT_EQ(cost->bytes, 1002U);
  EXPECT_EQ(cost->releases, 5U);
  EXPECT_FALSE(cost->guess);
  ASSERT_EQ(cost->steps.size(), 2U);
  EXPECT_EQ(cost->steps[0].name, "build");
  EXPECT_DOUBLE_EQ(cost->steps[0].seconds, 4);
}

TEST(Forecast, TakesTheStrategyAloneWhereTooFewHadAsManySteps) {
  Journal journal;
  journal.entries = {past_release("incremental", 2, 2), past_release("incremental", 7, 60),
                     past_release("incremental", 7, 62)};
  const auto cost = forecast(journal, plan(Strategy::incremental, 6, 8));
  ASSERT_TRUE(cost);
  EXPECT_EQ(cost->releases, 3U);
  EXPECT_EQ(cost->like, "incremental");
  EXPECT_FALSE(cost->guess);
}

TEST(Forecast, IsAGuessWithLittleData) {
  Journal journal;
  journal.entries = {past_release("full", 8, 30)};
  const auto of_its_kind = forecast(journal, plan(Strategy::full, 0, 8));
  ASSERT_TRUE(of_its_kind);
  EXPECT_TRUE(of_its_kind->guess);
  const auto of_another = forecast(journal, plan(Strategy::cached, 8, 8));
  ASSERT_TRUE(of_another);
  EXPECT_TRUE(of_another->guess);
  EXPECT_EQ(of_another->like, "of any kind");
}

TEST(Forecast, LeavesOutWhatFailedAndWhatWasPutBack) {
  Journal journal;
  journal.entries = {past_release("full", 8, 30), past_release("full", 8, 40)};
  journal.entries[0].outcome = "failed";
  journal.entries[1].restores = 1;
  EXPECT_FALSE(forecast(journal, plan(Strategy::full, 0, 8)));
  EXPECT_FALSE(forecast({}, plan(Strategy::full, 0, 8)));
}

TEST(Forecast, IsNotMadeForNothing) {
  Journal journal;
  journal.entries = {past_release("full", 8, 30)};
  EXPECT_FALSE(forecast(journal, plan(Strategy::none, 8, 8)));
}

TEST(Forecast, LooksAtTheNewestOnly) {
  Journal journal;
  for (int i = 0; i < 30; ++i) {
    journal.entries.push_back(past_release("full", 8, i < 10 ? 1 : 1000));
  }
  EXPECT_DOUBLE_EQ(forecast(journal, plan(Strategy::full, 0, 8))->seconds, 2);
}

TEST(PredictedReruns, AreAllStepsOfAFullBuild) {
  EXPECT_EQ(predicted_reruns(plan(Strategy::full, 6, 8)), 8U);
  EXPECT_EQ(predicted_reruns(plan(Strategy::incremental, 6, 8)), 2U);
  classify::Plan unknown = plan(Strategy::incremental, 6, 8);
  unknown.images.front().steps.reset();
  EXPECT_FALSE(predicted_reruns(unknown));
}

}  // namespace
}  // namespace slipway::deploy
