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

TEST(VerdictReport, ManyChangesAreWrittenAsTheSameJson) {
  classify::Verdict verdict;
  const auto one = std::make_shared<const classify::Ruling>(
      classify::Ruling{classify::Strategy::cached, classify::ReasonCode::ignored, "a \"cause\"\n"});
  const auto other = std::make_shared<const classify::Ruling>(classify::Ruling{});
  for (const char* path : {"a", "b \"c\"", "\xff", "d\\e\n", "f"}) {
    verdict.paths.push_back({{path, classify::ChangeKind::added}, *path == 'f' ? other : one});
  }
  Json whole;
  whole["changes"] = changes_json(verdict.paths);
  const std::string text = verdict_json(verdict, {});
  EXPECT_EQ(Json::parse(text)["changes"], Json::parse(json_text(whole))["changes"]);
  EXPECT_NE(text.find(json_text(whole).substr(2)), std::string::npos) << "to the letter";
}

TEST(VerdictReport, TheDocumentIsWrittenAsTheLibraryWould) {
  const auto is_so = [](const classify::Verdict& verdict) {
    const std::string text = verdict_json(verdict, {"v1", "1", "HEAD", "2"});
    EXPECT_EQ(json_text(Json::parse(text)), text);
  };
  classify::Verdict verdict;
  is_so(verdict);
  verdict.reasons = {
      {classify::Strategy::full, classify::ReasonCode::no_rule, "a \"text\"\n", {"a", "b \"c\"", "d\\e\n"}},
      {classify::Strategy::cached, classify::ReasonCode::ignored, "nothing named", {}}};
  is_so(verdict);
  verdict.paths.push_back({{"f", classify::ChangeKind::added}, std::make_shared<const classify::Ruling>()});
  is_so(verdict);
}

}  // namespace
}  // namespace slipway::report
