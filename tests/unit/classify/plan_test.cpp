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
  input.services = {{.service = "web"}};
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
    EXPECT_EQ(plan.services.front().cause.kind, ServiceCause::Kind::new_image);
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
  input.images.front().full_because = {
      {Strategy::full, ReasonCode::first_deployment, "first deployment", {}}};
  input.first = true;
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.strategy, Strategy::full);
  EXPECT_EQ(plan.images.front().strategy, Strategy::full);
  EXPECT_TRUE(plan.images.front().build);
  EXPECT_EQ(plan.reasons.front().code, ReasonCode::first_deployment);
  EXPECT_EQ(plan.services.front().cause.kind, ServiceCause::Kind::first_deployment);
}

TEST(Plan, WhatOthersAwaitTheEndOfRunsWheneverComposeIsCalled) {
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.services.push_back(
      {.service = "migrate", .run_because = ServiceCause{ServiceCause::Kind::awaited, {"web"}}});
  Plan plan = plan_of(input);
  EXPECT_EQ(plan.services.back().action, ServiceAction::run);
  EXPECT_EQ(name_of(plan.services.back().action), "run");
  EXPECT_EQ(plan.services.back().cause.kind, ServiceCause::Kind::awaited);

  input = one_image("README.md", Reach::ignored);
  input.services.push_back(
      {.service = "migrate", .run_because = ServiceCause{ServiceCause::Kind::awaited, {"web"}}});
  EXPECT_EQ(plan_of(input).services.back().action, ServiceAction::keep) << "compose is not called";

  input.asked_for = {{Strategy::cached, ReasonCode::not_running, "web is gone", {}}};
  EXPECT_EQ(plan_of(input).services.back().action, ServiceAction::run) << "compose is called to start web";
}

TEST(Plan, ANewImageDoesNotHideWhatMountedFilesNeed) {
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.services.front().restart_because = ServiceCause{ServiceCause::Kind::mounted, {"config"}};
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
    input.services.push_back({.service = name});
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
  input.asked_for = {{Strategy::cached, ReasonCode::settings, "settings changed", {}}};
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
  EXPECT_EQ(incremental.stale.front(), "web: layers that the change asks to rebuild from scratch");
  input.forced = Strategy::cached;
  EXPECT_EQ(plan_of(input).stale,
            std::vector<std::string>{"web: steps with inputs that the cache cannot see (downloads, dates)"});
}

TEST(Plan, AnActionHasTheStrongestCause) {
  PlanInput input = one_image("README.md", Reach::ignored);
  using Kind = ServiceCause::Kind;
  input.services = {{.service = "a",
                     .recreate_because = ServiceCause{Kind::definition, {"ports"}},
                     .restart_because = ServiceCause{Kind::mounted, {"config/a"}},
                     .refresh = Refresh::restart},
                    {.service = "b",
                     .restart_because = ServiceCause{Kind::mounted, {"config/b"}},
                     .refresh = Refresh::restart},
                    {.service = "c"}};
  const Plan plan = plan_of(input);
  EXPECT_EQ(plan.services[0].action, ServiceAction::recreate);
  EXPECT_EQ(plan.services[0].cause.kind, Kind::definition);
  EXPECT_EQ(plan.services[0].refresh, Refresh::restart) << "what is mounted changed as well";
  EXPECT_EQ(plan.services[1].action, ServiceAction::restart);
  EXPECT_EQ(plan.services[2].action, ServiceAction::keep);
  EXPECT_EQ(name_of(ServiceAction::recreate), "recreate");
}

TEST(Plan, AnImageThatIsMadeFromOneThatIsBuiltIsBuiltAsWell) {
  PlanInput input = one_image("base/a", Reach::reaches);
  ImageFacts base = input.images.front();
  base.service = "base";
  input.images.front().reach = {};
  input.images.front().reach.add({Reach::outside, {}});
  input.images.front().made_from = {"base"};
  input.images.push_back(base);
  const Plan plan = plan_of(input);
  EXPECT_TRUE(plan.images[0].build);
  EXPECT_EQ(plan.images[0].strategy, Strategy::cached);
  EXPECT_EQ(plan.images[0].built_on, "base");
  EXPECT_EQ(plan.services[0].action, ServiceAction::recreate);
  EXPECT_EQ(plan.services[0].cause.kind, ServiceCause::Kind::base_image);
  EXPECT_EQ(plan.services[0].cause.names, std::vector<std::string>{"base"});
}

TEST(Plan, WhoSharesANamespaceStartsAnewWithItsOwner) {
  using Kind = ServiceCause::Kind;
  PlanInput input = one_image("src/a.py", Reach::reaches);
  input.services.push_back({.service = "sniffer", .follows = {{Kind::shares_namespace, {"web"}}}});
  input.services.push_back({.service = "late", .follows = {{Kind::restarts_with, {"sniffer"}}}});
  input.services.push_back({.service = "other", .follows = {{Kind::restarts_with, {"db"}}}});
  const Plan built = plan_of(input);
  EXPECT_EQ(built.services[1].action, ServiceAction::restart);
  EXPECT_EQ(built.services[1].cause.kind, Kind::shares_namespace);
  EXPECT_EQ(built.services[1].refresh, Refresh::none) << "compose, which makes web anew, sees to it";
  EXPECT_EQ(built.services[2].cause.names, std::vector<std::string>{"sniffer"}) << "and so on";
  EXPECT_EQ(built.services[3].action, ServiceAction::keep);

  input.changes.clear();
  input.images.clear();
  input.services[0].restart_because = ServiceCause{Kind::mounted, {"src/a.py"}};
  input.services[0].refresh = Refresh::restart;
  const Plan mounted = plan_of(input);
  EXPECT_EQ(mounted.services[1].refresh, Refresh::restart) << "compose does not see that web is restarted";
}

TEST(Plan, FilesAloneAreReplacedIfNothingThatRunsReadsThem) {
  const PlanInput input = one_image("README.md", Reach::ignored);
  EXPECT_TRUE(plan_of(input).files_alone);
  EXPECT_FALSE(plan_of(one_image("README.md", Reach::unknown)).files_alone) << "an image is built";
  const auto changed = [&](const auto& change) {
    PlanInput other = input;
    change(other);
    return plan_of(other).files_alone;
  };
  EXPECT_FALSE(changed([](PlanInput& other) { other.first = true; }));
  EXPECT_FALSE(changed([](PlanInput& other) { other.restores = true; }));
  EXPECT_FALSE(changed([](PlanInput& other) { other.overwrite_drift = true; }));
  EXPECT_FALSE(changed([](PlanInput& other) { other.forced = Strategy::cached; }));
  EXPECT_FALSE(changed([](PlanInput& other) { other.compose_files = {"README.md"}; }));
  EXPECT_FALSE(changed([](PlanInput& other) {
    other.services[0].restart_because = ServiceCause{ServiceCause::Kind::mounted, {"README.md"}};
  }));
  for (const ReasonCode code : {ReasonCode::drift, ReasonCode::secrets}) {
    EXPECT_FALSE(changed([&](PlanInput& other) {
      other.asked_for = {{Strategy::cached, code, "", {"a"}}};
    })) << name_of(code);
  }
  EXPECT_FALSE(changed([](PlanInput& other) {
    other.asked_for = {{Strategy::cached, ReasonCode::not_running, "", {}}};
  })) << "something is to be put right";
}

TEST(Plan, ComposeIsAskedAboutFilesThatItHasNotSeen) {
  const auto asks = [](const char* path) {
    PlanInput input = one_image(path, Reach::ignored);
    input.compose_files = {"stack"};
    return plan_of(input).asks_compose;
  };
  for (const char* path : {"stack", ".env", "sub/.env", "included/other.yml", "extended.yaml"}) {
    EXPECT_TRUE(asks(path)) << path;
  }
  EXPECT_FALSE(asks("src/app.py"));
  PlanInput input = one_image("src/app.py", Reach::ignored);
  input.first = true;
  EXPECT_TRUE(plan_of(input).asks_compose);
  input.restores = true;
  EXPECT_FALSE(plan_of(input).asks_compose);
}

}  // namespace
}  // namespace slipway::classify
