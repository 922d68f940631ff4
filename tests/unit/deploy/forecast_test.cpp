#include "deploy/plan/forecast.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;

/// It stopped `web`, if it is not said otherwise.
Release past_release(std::string strategy, std::uint64_t reruns, double build, double health = 1) {
  Release made;
  made.planned = {{"web", "recreate"}, {"db", "keep"}};
  made.made_anew = {"web"};
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
  made.services = {{"web", classify::ServiceAction::recreate, {classify::ServiceCause::Kind::new_image}},
                   {"db", classify::ServiceAction::keep}};
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
  EXPECT_EQ(cost->like, "incremental with 2 steps to run again");
  EXPECT_TRUE(cost->alike);
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

TEST(Forecast, WhatTheFirstReleaseSentSaysNothingAboutTheNextOne) {
  Journal journal;
  journal.entries = {past_release("incremental", 2, 2), past_release("incremental", 2, 3)};
  journal.entries[0].parent = "first";
  journal.entries[0].bytes_sent = 118;
  journal.entries[0].seconds["ship"] = 1;
  journal.entries[1].bytes_sent = 315'000'000;
  journal.entries[1].seconds["ship"] = 67;
  const auto later = forecast(journal, plan(Strategy::incremental, 6, 8));
  ASSERT_TRUE(later);
  EXPECT_EQ(later->bytes, 118U);
  EXPECT_LT(later->seconds, 10);
  journal.entries.pop_front();
  EXPECT_EQ(forecast(journal, plan(Strategy::incremental, 6, 8))->bytes, 315'000'000U) << "there is no other";
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
  EXPECT_FALSE(of_another->alike);
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

/// A plan that builds nothing, and touches web.
classify::Plan without_build() {
  classify::Plan made = plan(Strategy::cached, 8, 8);
  made.images.front().build = false;
  return made;
}

TEST(Forecast, IsMadeOfWhatIsPlanned) {
  Journal journal;
  journal.entries = {past_release("full", 8, 300, 7), past_release("full", 8, 310, 7),
                     past_release("full", 8, 320, 7)};
  for (Release& release : journal.entries) {
    release.seconds["switch"] = 1;
  }
  // The builder is not called: its minutes have no part in it.
  const auto cost = forecast(journal, without_build());
  ASSERT_TRUE(cost);
  EXPECT_DOUBLE_EQ(cost->seconds, 8);
  // Files alone: neither has the health of services.
  classify::Plan documents = without_build();
  documents.files_alone = true;
  documents.services.front().action = classify::ServiceAction::keep;
  const auto of_files = forecast(journal, documents);
  ASSERT_TRUE(of_files);
  EXPECT_DOUBLE_EQ(of_files->seconds, 0);
  // No step of it takes longer than the whole.
  for (const auto& step : cost->steps) {
    EXPECT_LE(step.seconds, cost->seconds) << step.name;
  }
}

TEST(Forecast, TakesReleasesOfFilesAloneForFilesAlone) {
  Journal journal;
  Release untouched = past_release("cached", 0, 0.1);
  untouched.planned.clear();
  untouched.made_anew.clear();
  untouched.seconds = {{"stage", 0.1}, {"switch", 0.2}};
  journal.entries = {past_release("cached", 0, 0.1, 20), past_release("cached", 0, 0.1, 20), untouched,
                     untouched, untouched};
  classify::Plan plan = without_build();
  plan.files_alone = true;
  const auto cost = forecast(journal, plan);
  ASSERT_TRUE(cost);
  EXPECT_LT(cost->seconds, 1);
}

TEST(Forecast, WaitsForWhatTakesNoNoticeOfBeingStopped) {
  Journal journal;
  Release first = past_release("full", 8, 30, 5);
  first.made_anew.clear();
  first.seconds["switch"] = 1;
  journal.entries = {first};
  const auto cost = forecast(journal, without_build(), 10);
  ASSERT_TRUE(cost);
  EXPECT_DOUBLE_EQ(cost->seconds, 16);
  EXPECT_EQ(cost->steps.front().name, "switch");
  EXPECT_DOUBLE_EQ(cost->steps.front().seconds, 11);
  EXPECT_TRUE(cost->guess);
  // A release that did the same tells how long it took.
  journal.entries.insert(journal.entries.begin(), past_release("cached", 0, 0.1, 5));
  journal.entries.front().seconds["switch"] = 12;
  const auto known = forecast(journal, without_build(), 10);
  EXPECT_DOUBLE_EQ(known->steps.front().seconds, 12);
}

TEST(Forecast, GoesByReleasesThatStoppedTheSameServices) {
  Journal journal;
  for (int i = 0; i < 3; ++i) {
    journal.entries.push_back(past_release("incremental", 2, 2, 30));
    journal.entries.back().made_anew = {"web", "db"};
    journal.entries.push_back(past_release("incremental", 2, 2, 3));
  }
  const auto cost = forecast(journal, plan(Strategy::incremental, 6, 8));
  ASSERT_TRUE(cost);
  EXPECT_DOUBLE_EQ(cost->seconds, 5);
  EXPECT_FALSE(cost->guess);
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
