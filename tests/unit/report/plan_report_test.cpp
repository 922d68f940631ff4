#include "report/plan_report.hpp"

#include "sample_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::report {
namespace {

using classify::Plan;
using classify::ServiceAction;
using classify::Strategy;
using testing::HasSubstr;
using testing::Not;

std::ptrdiff_t lines_of(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

TEST(PlanText, TellsThePlanOnOneScreen) {
  EXPECT_EQ(plan_text(incremental_plan(), {}),
            "hey-orac on pi: incremental\n"
            "  build 1 image, reusing the layers before the change\n"
            "  deploy   bbbbbbbbbbbb After\\x1b[2J (main)\n"
            "  running  release 4: aaaaaaaaaaaa Before\n"
            "  left out 12 files, uncommitted (--dirty deploys them): ./ (12 files)\n"
            "  because  incremental  src/a.py, src/b\\x0a.py: enters [5/6] COPY src src\n"
            "           cached       README.md: cannot reach the image\n"
            "  image    orac  incremental, 4 of 6 steps reused; runs again from [5/6] COPY src src\n"
            "           web   stays as release 3 built it\n"
            "  service  orac  recreate (new image)\n"
            "           web   keep\n"
            "  cheaper  less would do\n"
            "  note     a note\n"
            "  warning  Dockerfile:3: ARG GIT_COMMIT differs [volatile-argument]\n"
            "           cost: 2 steps run again\n"
            "           how to fix them: slipway lint, or the target deploy-lint\n"
            "  all of it: slipway plan --all\n");
}

TEST(PlanText, ABuildFromTheCacheMayMakeTheSameImage) {
  classify::Plan plan = incremental_plan();
  plan.images[0].strategy = classify::Strategy::cached;
  EXPECT_NE(plan_text(plan, {}).find("orac  recreate (if the build makes another image)\n"),
            std::string::npos)
      << plan_text(plan, {});
}

TEST(PlanText, IsWrappedToANarrowScreen) {
  EXPECT_EQ(plan_text(incremental_plan(), {.width = 40}),
            "hey-orac on pi: incremental\n"
            "  build 1 image, reusing the layers\n"
            "  before the change\n"
            "  deploy   bbbbbbbbbbbb After\\x1b[2J\n"
            "           (main)\n"
            "  running  release 4: aaaaaaaaaaaa\n"
            "           Before\n"
            "  left out 12 files, uncommitted\n"
            "           (--dirty deploys them): ./\n"
            "           (12 files)\n"
            "  because incremental: src/ (2 files):\n"
            "    enters [5/6] COPY src src\n"
            "  because cached: README.md: cannot\n"
            "    reach the image\n"
            "  image orac: incremental, 4 of 6\n"
            "    steps reused; runs again from [5/6]\n"
            "    COPY src src\n"
            "  image web: stays as release 3 built\n"
            "    it\n"
            "  service orac: recreate (new image)\n"
            "  service web: keep\n"
            "  cheaper  less would do\n"
            "  all of it: slipway plan --all\n");
}

TEST(PlanText, NothingToDo) {
  Plan plan;
  plan.deployment = "web";
  plan.environment = "pi";
  plan.to.commit = std::string(40, 'b');
  plan.to.subject = "Same";
  EXPECT_EQ(plan_text(plan, {}),
            "web on pi: none\n  nothing to deploy: the host runs this tree\n  deploy   bbbbbbbbbbbb Same\n");
}

TEST(PlanText, ASubjectOf5000CharactersIsCut) {
  Plan plan = incremental_plan();
  const std::string subject(5000, 'x');
  plan.to.subject = subject;
  plan.from->subject = subject;
  plan.diverged = classify::Divergence{4, std::string(40, 'a'), subject, "ada", 1};
  for (const std::string& text :
       {plan_text(plan, {}), plan_text(plan, {.everything = true}), plan_summary(plan)}) {
    EXPECT_THAT(text, HasSubstr(std::string(60, 'x')));
    EXPECT_THAT(text, Not(HasSubstr(std::string(100, 'x'))));
  }
}

TEST(PlanText, AnApplicationThatBuildsNoImageHasNoStrategyForBuilds) {
  Plan plan;
  plan.deployment = "shop";
  plan.environment = "pi";
  plan.strategy = plan.computed = Strategy::full;
  plan.to.commit = std::string(40, 'b');
  plan.to.subject = "Start";
  plan.reasons = {{Strategy::full, classify::ReasonCode::first_deployment, "the first deployment", {}}};
  plan.services = {{"db", ServiceAction::recreate, {classify::ServiceCause::Kind::first_deployment}}};
  const std::string text = plan_text(plan, {});
  EXPECT_THAT(text, HasSubstr("shop on pi: no build\n  nothing to build: all images come from elsewhere\n"));
  EXPECT_THAT(text, HasSubstr("  because  the first deployment\n"));
  EXPECT_THAT(text, Not(HasSubstr("full")));
  EXPECT_THAT(plan_summary(plan), HasSubstr("shop on pi: no build\n"));
  EXPECT_THAT(plan_summary(plan), Not(HasSubstr("full")));
  plan.strategy = Strategy::cached;
  plan.forced = plan.files_alone = true;
  EXPECT_THAT(plan_text(plan, {}), Not(HasSubstr("full")));
  EXPECT_THAT(plan_text(plan, {}), Not(HasSubstr("no image changes")));
}

TEST(PlanText, AForcedStrategySaysWhatWasAskedForAndWhatMayBeOld) {
  Plan plan = incremental_plan();
  plan.forced = true;
  plan.strategy = Strategy::cached;
  plan.stale = {"orac: downloads"};
  EXPECT_THAT(
      plan_text(plan, {}),
      HasSubstr("  forced   the changes ask for incremental\n  careful  possibly stale: orac: downloads\n"));
}

TEST(PlanText, TheForecastSaysWhatItIsBasedOn) {
  Plan plan = incremental_plan();
  plan.cost.emplace();
  plan.cost->seconds = plan.cost->low = plan.cost->high = 17;
  plan.cost->releases = 2;
  plan.cost->like = "incremental";
  plan.cost->guess = true;
  EXPECT_THAT(plan_text(plan, {}),
              HasSubstr("  takes    about 17 s (little data); based on 2 similar releases\n"));
  plan.cost->alike = false;
  EXPECT_THAT(plan_text(plan, {}), HasSubstr("based on 2 releases, none of them similar\n"));
}

TEST(PlanText, ManyFilesAreCountedByDirectory) {
  Plan plan = incremental_plan();
  plan.reasons[0].paths.clear();
  for (int i = 0; i < 500; ++i) {
    plan.reasons[0].paths.push_back(i % 5 == 0 ? "src/deep/er/" + std::to_string(i)
                                               : "src/" + std::to_string(i));
  }
  const std::string text = plan_text(plan, {});
  EXPECT_THAT(text, HasSubstr("incremental  src/deep/er/ (100 files), src/ (400 files): enters"));
  EXPECT_LE(lines_of(text), 23);
  const std::string all = plan_text(plan, {.everything = true});
  EXPECT_THAT(all, HasSubstr("src/499"));
  EXPECT_THAT(all, Not(HasSubstr("--all")));
}

TEST(PlanText, ServicesAndImagesThatShareAFateShareALine) {
  Plan plan = incremental_plan();
  plan.services = {{"a", ServiceAction::keep},
                   {"b", ServiceAction::restart, {classify::ServiceCause::Kind::mounted, {"x", "y"}}},
                   {"c", ServiceAction::keep}};
  plan.images = {{"a", Strategy::none, false, "3", {}, {}}, {"c", Strategy::none, false, "3", {}, {}}};
  const std::string text = plan_text(plan, {});
  EXPECT_THAT(text, HasSubstr("  image    a, c: stays as release 3 built it\n"));
  EXPECT_THAT(text,
              HasSubstr("  service  a, c: keep\n           b  restart (mounted x and 1 more changed)\n"));
}

TEST(PlanText, NeverTakesMoreThanAScreenAndSaysWhereTheRestIs) {
  Plan plan = incremental_plan();
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    plan.reasons.push_back(
        {Strategy::cached, classify::ReasonCode::no_rule, "reason " + number, {"path" + number}});
    plan.images.push_back(
        {"image" + number, Strategy::incremental, true, "4", {}, classify::StepForecast{1, 2, number}});
    plan.services.push_back({"service" + number,
                             ServiceAction::restart,
                             {classify::ServiceCause::Kind::restarts_with, {number}}});
    plan.warnings.push_back({"n", "", "Dockerfile", i, "message", "cost", "fix", {}});
  }
  for (const std::size_t width : {0U, 40U, 80U, 120U}) {
    const std::string text = plan_text(plan, {.width = width});
    EXPECT_LE(lines_of(text), 23) << text;
    EXPECT_TRUE(text.ends_with("all of it: slipway plan --all\n")) << text;
    std::size_t longest = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      longest = std::max(longest, columns_of(std::string_view(text).substr(at, text.find('\n', at) - at)));
    }
    EXPECT_TRUE(width == 0 || longest <= width) << text;
  }
}

TEST(PlanSummary, IsAFewLines) {
  Plan plan = incremental_plan();
  plan.warnings.push_back({"latest-tag", "", "web/Dockerfile", 0, "m", "c", "f", {}});
  EXPECT_EQ(plan_summary(plan),
            "hey-orac on pi: incremental\n"
            "  build 1 image, reusing the layers before the change\n"
            "  because  incremental  src/a.py, src/b\\x0a.py: enters [5/6] COPY src src\n"
            "           cached       README.md: cannot reach the image\n"
            "  warning  volatile-argument (Dockerfile:3), latest-tag (web/Dockerfile): deploy-lint\n"
            "  left out 12 files, uncommitted: deploy-plan\n");
}

}  // namespace
}  // namespace slipway::report
