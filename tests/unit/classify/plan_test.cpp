#include "classify/plan.hpp"

#include <gtest/gtest.h>

namespace slipway::classify {
namespace {

Change edited(std::string path) {
  return {std::move(path), ChangeKind::modified, EntryKind::file, EntryKind::file};
}

/// One service `web` whose image is built from the root, with one changed path.
PlanInput one_image(const std::string& path, Reach reach) {
  PlanInput input;
  input.changes = {edited(path)};
  ImageFacts facts;
  facts.service = "web";
  facts.base = "7";
  facts.changes = input.changes;
  facts.reach.add({reach, {}});
  input.images = {facts};
  input.services = {{.service = "web", .builds = true, .recreate_because = {}, .restart_because = {}}};
  return input;
}

Plan plan_of(const PlanInput& input) {
  return decide(input, Rules({}, true));
}

TEST(Plan, EqualTreesAndSettingsAreNothingToDeploy) {
  PlanInput input = one_image("x", Reach::reaches);
  input.changes.clear();
  input.images.front().changes.clear();
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::none);
  EXPECT_FALSE(plan.images.front().build);
  EXPECT_EQ(plan.services.front().action, ServiceAction::keep);
}

TEST(Plan, TheBuilderIsNotCalledWhereNoImageCanChange) {
  for (const Reach reach : {Reach::ignored, Reach::outside, Reach::not_copied}) {
    const Plan plan = plan_of(one_image("README.md", reach));
    EXPECT_EQ(plan.strategy, Strategy::cached);
    EXPECT_FALSE(plan.images.front().build);
    EXPECT_EQ(plan.images.front().strategy, Strategy::none);
    EXPECT_EQ(plan.services.front().action, ServiceAction::keep);
  }
}

TEST(Plan, TheBuilderIsCalledWhereAnImageMightChange) {
  for (const Reach reach : {Reach::unknown, Reach::reaches, Reach::dependency, Reach::dockerfile,
                            Reach::same_layers, Reach::ignore_file}) {
    const Plan plan = plan_of(one_image("x", reach));
    EXPECT_TRUE(plan.images.front().build) << static_cast<int>(reach);
    EXPECT_EQ(plan.services.front().action, ServiceAction::recreate);
    EXPECT_EQ(plan.services.front().cause, "new image");
  }
}

TEST(Plan, WithoutAnAnswerAboutAPathTheBuilderIsCalled) {
  PlanInput input = one_image("README.md", Reach::ignored);
  input.images.front().reach = {};
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::cached);
  EXPECT_TRUE(plan.images.front().build);
}

TEST(Plan, OwnRulesBuildWhatCannotReachTheImage) {
  PlanInput input = one_image("data/a", Reach::ignored);
  const Plan full = decide(input, Rules({.full = {"/data/"}}, true));
  EXPECT_EQ(full.strategy, Strategy::full);
  EXPECT_TRUE(full.images.front().build);
  const Plan cached = decide(input, Rules({.cached = {"/data/"}}, true));
  EXPECT_FALSE(cached.images.front().build);
}

TEST(Plan, AnImageWithoutABaseIsBuiltInFull) {
  PlanInput input = one_image("README.md", Reach::ignored);
  input.images.front().full_because = {{Strategy::full, "FIRST", "first deployment", {}}};
  input.first = true;
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::full);
  EXPECT_EQ(plan.images.front().strategy, Strategy::full);
  EXPECT_TRUE(plan.images.front().build);
  EXPECT_EQ(plan.reasons.front().code, "FIRST");
  EXPECT_EQ(plan.services.front().cause, "first deployment");
}

TEST(Plan, WhatOthersAwaitTheEndOfRunsWheneverComposeIsCalled) {
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.services.push_back({.service = "migrate",
                            .builds = false,
                            .recreate_because = {},
                            .restart_because = {},
                            .run_because = "it runs again: web waits for its end"});
  Plan plan = plan_of(input);
  EXPECT_EQ(plan.services.back().action, ServiceAction::run);
  EXPECT_EQ(name_of(plan.services.back().action), "run");
  EXPECT_EQ(plan.services.back().cause, "it runs again: web waits for its end");

  input = one_image("README.md", Reach::ignored);
  input.services.push_back({.service = "migrate",
                            .builds = false,
                            .recreate_because = {},
                            .restart_because = {},
                            .run_because = "it runs again: web waits for its end"});
  EXPECT_EQ(plan_of(input).services.back().action, ServiceAction::keep) << "compose is not called";
}

TEST(Plan, ANewImageDoesNotHideWhatMountedFilesNeed) {
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.services.front().restart_because = "mounted config changed";
  input.services.front().refresh = Refresh::restart;
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.services.front().action, ServiceAction::recreate);
  EXPECT_EQ(plan.services.front().refresh, Refresh::restart);
}

TEST(Plan, EachImageHasAVerdictOfItsOwn) {
  PlanInput input;
  input.changes = {edited("api/requirements.txt"), edited("web/src/a.js")};
  for (const char* name : {"api", "web", "worker"}) {
    ImageFacts facts;
    facts.service = facts.context = name;
    facts.changes = input.changes;
    for (const Change& change : input.changes) {
      facts.reach.add(
          {change.path.starts_with(std::string(name) + "/") ? Reach::reaches : Reach::outside, {}});
    }
    input.images.push_back(facts);
    input.services.push_back(
        {.service = name, .builds = true, .recreate_because = {}, .restart_because = {}});
  }
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::full) << "the strictest of the images";
  EXPECT_EQ(plan.images[0].strategy, Strategy::full);
  EXPECT_EQ(plan.images[1].strategy, Strategy::incremental);
  EXPECT_FALSE(plan.images[2].build);
  EXPECT_EQ(plan.services[2].action, ServiceAction::keep);
  ASSERT_EQ(plan.changes.size(), 2U);
  EXPECT_EQ(plan.changes[0].ruling->strategy, Strategy::full) << "each path keeps its strictest verdict";
  EXPECT_EQ(plan.changes[1].ruling->strategy, Strategy::incremental);
}

TEST(Plan, PathsThatNoImageWasAskedAboutAreTheRulesToJudge) {
  PlanInput input;
  input.changes = {edited("src/a.py"), edited("notes")};
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::incremental);
  ASSERT_EQ(plan.changes.size(), 2U);
  EXPECT_EQ(plan.changes[1].ruling->strategy, Strategy::cached);
}

// An image may be older than the deployed tree: what it missed counts for it even where the trees are equal.
TEST(Plan, AnImageComparesWithTheTreeItWasBuiltFrom) {
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.changes.clear();
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::incremental);
  EXPECT_TRUE(plan.images.front().build);
  EXPECT_TRUE(plan.changes.empty());
}

TEST(Plan, WhatIsAskedForBeyondTheChangesCounts) {
  PlanInput input = one_image("README.md", Reach::ignored);
  input.asked_for = {{Strategy::cached, "SETTINGS", "settings changed", {}}};
  input.changes.clear();
  input.images.front().changes.clear();
  EXPECT_EQ(plan_of(input).strategy, Strategy::cached);
}

TEST(Plan, RaisingIsFree) {
  PlanInput input = one_image("README.md", Reach::ignored);
  input.forced = Strategy::full;
  const Plan plan = plan_of(input);
  EXPECT_TRUE(plan.forced);
  EXPECT_EQ(plan.strategy, Strategy::full);
  EXPECT_EQ(plan.computed, Strategy::cached);
  EXPECT_EQ(plan.images.front().strategy, Strategy::full);
  EXPECT_TRUE(plan.images.front().build);
  EXPECT_TRUE(plan.stale.empty());
}

TEST(Plan, LoweringSaysWhatMayBeStale) {
  PlanInput input = one_image("requirements.txt", Reach::dependency);
  input.forced = Strategy::incremental;
  const Plan incremental = plan_of(input);
  EXPECT_EQ(incremental.strategy, Strategy::incremental);
  EXPECT_EQ(incremental.computed, Strategy::full);
  ASSERT_EQ(incremental.stale.size(), 1U);
  EXPECT_EQ(incremental.stale.front(),
            "web: layers that the change asks to rebuild from nothing may come from the cache");
  input.forced = Strategy::cached;
  EXPECT_EQ(
      plan_of(input).stale,
      std::vector<std::string>{"web: steps whose inputs the cache cannot see (downloads, dates) may be old"});
}

TEST(Plan, AnActionHasTheStrongestCause) {
  PlanInput input = one_image("README.md", Reach::ignored);
  input.services = {{"a", false, "its definition changed", "config/a"},
                    {"b", false, {}, "config/b changed"},
                    {"c", false, {}, {}}};
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.services[0].action, ServiceAction::recreate);
  EXPECT_EQ(plan.services[0].cause, "its definition changed");
  EXPECT_EQ(plan.services[1].action, ServiceAction::restart);
  EXPECT_EQ(plan.services[2].action, ServiceAction::keep);
  EXPECT_EQ(name_of(ServiceAction::recreate), "recreate");
}

}  // namespace
}  // namespace slipway::classify
