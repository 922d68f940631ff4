#include "report/verdict_report.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

TEST(VerdictReport, ShowsAFewPathsAndCountsTheRest) {
  EXPECT_EQ(some_paths({"a", "b\n", "\x1b"}, 2), "a, b\\x0a and 1 more");
  EXPECT_EQ(some_paths({"a"}, 2), "a");
  EXPECT_EQ(some_paths({}, 2), "");
}

TEST(VerdictReport, EqualTreesAreSaidToBeEqual) {
  EXPECT_EQ(verdict_text({}, {"v1", "", "HEAD", ""}), "none\n  v1 and HEAD have equal trees\n");
}

TEST(VerdictReport, JsonNamesThePathsOfAReasonWhateverTheirBytes) {
  classify::Verdict verdict;
  verdict.strategy = classify::Strategy::cached;
  verdict.reasons = {
      {classify::Strategy::cached, classify::ReasonCode::no_rule, "no rule asks for more", {"a", "caf\xe9"}},
      {classify::Strategy::cached, classify::ReasonCode::ignored, "ignored", {"b"}}};
  const Json document = Json::parse(verdict_json(verdict, {"v1", "", "HEAD", ""}));
  EXPECT_EQ(document["reasons"][0]["paths"], (Json{"a", "caf\xef\xbf\xbd"}));
  EXPECT_EQ(document["reasons"][0]["paths_hex"], (Json{"61", "636166e9"}));
  EXPECT_EQ(document["reasons"][1]["paths"], Json::array({"b"}));
  EXPECT_FALSE(document["reasons"][1].contains("paths_hex"));
}

}  // namespace
}  // namespace slipway::report
