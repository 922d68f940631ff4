#include "report/plan_report.hpp"

#include "util/json.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using classify::Plan;
using classify::ServiceAction;
using classify::Strategy;

Plan incremental_plan() {
  Plan plan;
  plan.deployment = "hey-orac";
  plan.environment = "pi";
  plan.host = "pi";
  plan.strategy = plan.computed = Strategy::incremental;
  plan.from = classify::DeployedRelease{4, std::string(40, 'a'), "Before", 0};
  plan.to = {std::string(40, 'b'), "After\x1b[2J", "main", false};
  plan.reasons = {
      {Strategy::incremental, "STEP_SOURCE", "enters [5/6] COPY src src", {"src/a.py", "src/b\n.py"}},
      {Strategy::cached, "IGNORED", "cannot reach the image", {"README.md"}}};
  classify::PathVerdict verdict;
  verdict.change.path = "src/\xff";
  verdict.strategy = Strategy::incremental;
  verdict.code = "STEP_SOURCE";
  verdict.cause = "enters [5/6] COPY src src";
  plan.changes.push_back(verdict);
  plan.images = {
      {"orac", Strategy::incremental, true, "4", {}, classify::StepForecast{4, 6, "[5/6] COPY src src"}},
      {"web", Strategy::none, false, "3", {}, {}}};
  plan.services = {{"orac", ServiceAction::recreate, "new image"}, {"web", ServiceAction::keep, ""}};
  plan.warnings = {{"volatile-argument", "Dockerfile", 3, "GIT_COMMIT re-runs 2 steps", "use a label"}};
  plan.notes = {"a note"};
  for (int i = 0; i < 12; ++i) {
    plan.left_out.push_back("file" + std::to_string(i));
  }
  return plan;
}

TEST(PlanText, TellsThePlanOnOneScreen) {
  EXPECT_EQ(
      plan_text(incremental_plan()),
      "hey-orac on pi: incremental\n"
      "  build 1 image, reusing the layers before the change\n"
      "  deploy   bbbbbbbbbbbb After\\x1b[2J (main)\n"
      "  running  release 4: aaaaaaaaaaaa Before\n"
      "  because  incremental enters [5/6] COPY src src: src/a.py, src/b\\x0a.py\n"
      "  because  cached      cannot reach the image: README.md\n"
      "  image    orac: incremental, 4 of 6 steps reused, first to run again: [5/6] COPY src src\n"
      "  image    web: stays, built by release 3\n"
      "  service  orac: recreate (new image)\n"
      "  service  web: keep\n"
      "  warning  Dockerfile:3: GIT_COMMIT re-runs 2 steps [volatile-argument]\n"
      "           fix: use a label\n"
      "  note     a note\n"
      "  left out 12 files uncommitted (deploy them with --dirty):\n"
      "             file0\n             file1\n             file2\n             file3\n             file4\n"
      "             file5\n             file6\n             file7\n             file8\n             file9\n"
      "             and 2 more: git status\n");
}

TEST(PlanText, NothingToDo) {
  Plan plan;
  plan.deployment = "web";
  plan.environment = "pi";
  plan.to.commit = std::string(40, 'b');
  plan.to.subject = "Same";
  EXPECT_EQ(plan_text(plan),
            "web on pi: none\n  nothing to deploy: the host runs this tree\n  deploy   bbbbbbbbbbbb Same\n");
}

TEST(PlanText, AForcedStrategySaysWhatWasAskedForAndWhatMayBeOld) {
  Plan plan = incremental_plan();
  plan.forced = true;
  plan.strategy = Strategy::cached;
  plan.stale = {"orac: may be old"};
  const std::string text = plan_text(plan);
  EXPECT_NE(text.find("  forced   the changes ask for incremental\n  stale?   orac: may be old\n"),
            std::string::npos)
      << text;
}

TEST(PlanJson, HoldsThePlan) {
  const auto json = parse_json(plan_json(incremental_plan(), {"/src/.git/logs/HEAD"}), "a test");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("schema"), 1);
  EXPECT_EQ(json->at("strategy"), "incremental");
  EXPECT_EQ(json->at("deployed").at("release"), 4);
  EXPECT_EQ(json->at("reasons").at(0).at("paths").size(), 2U);
  EXPECT_EQ(json->at("changes").at(0).at("path_hex"), "7372632fff");
  EXPECT_EQ(json->at("changes").at(0).at("change"), "modified");
  EXPECT_EQ(json->at("images").at(0).at("steps").at("reused"), 4);
  EXPECT_FALSE(json->at("images").at(1).contains("steps"));
  EXPECT_EQ(json->at("services").at(0).at("action"), "recreate");
  EXPECT_EQ(json->at("left_out").size(), 12U);
  EXPECT_EQ(json->at("configure_depends").at(0), "/src/.git/logs/HEAD");
}

TEST(PlanJson, AFirstDeploymentHasNothingDeployed) {
  EXPECT_TRUE(parse_json(plan_json({}, {}), "a test")->at("deployed").is_null());
}

// The text of a reason may hold a file's name, and so any bytes.
TEST(PlanJson, IsUtf8WhateverTheBytes) {
  Plan plan = incremental_plan();
  plan.reasons[0].text = "\xff";
  plan.left_out = {"\xfe"};
  EXPECT_TRUE(parse_json(plan_json(plan, {}), "a test"));
}

}  // namespace
}  // namespace slipway::report
