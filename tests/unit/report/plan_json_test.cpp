#include "report/plan_json.hpp"

#include "sample_plan.hpp"
#include "util/json.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using classify::Plan;

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
  EXPECT_EQ(json->at("services").at(0).at("cause_code"), "NEW_IMAGE");
  EXPECT_EQ(json->at("services").at(0).at("refresh"), "none");
  EXPECT_EQ(json->at("files_alone"), false);
  EXPECT_EQ(json->at("asks_compose"), false);
  EXPECT_EQ(json->at("warnings").at(0).at("cost"), "2 steps run again");
  EXPECT_EQ(json->at("warnings").at(0).at("steps").at(0), "[3/6] RUN a");
  EXPECT_EQ(json->at("cheaper").at(0), "less would do");
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
