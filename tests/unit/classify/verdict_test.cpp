#include "classify/verdict.hpp"

#include <gtest/gtest.h>

namespace slipway::classify {
namespace {

Change changed(std::string path, ChangeKind kind = ChangeKind::modified) {
  return {std::move(path), kind, EntryKind::file, EntryKind::file};
}

const Rules& defaults() {
  static const Rules rules({}, true);
  return rules;
}

/// The verdict on one modified path at the root, with what is known of its way into the image.
Ruling verdict_on(const std::string& path, ReachAnswer answer, bool literal = true,
                  const Rules& rules = defaults()) {
  ReachAnswers reach;
  reach.add(std::move(answer));
  return *classify({changed(path)}, rules, "", reach, literal).paths.front().ruling;
}

TEST(Verdict, NothingChangedIsNone) {
  const Verdict verdict = classify({}, defaults(), "", {}, true);
  EXPECT_EQ(verdict.strategy, Strategy::none);
  EXPECT_TRUE(verdict.reasons.empty());
}

TEST(Verdict, SaysWhatReachesContainersThroughAMountAlone) {
  EXPECT_EQ(verdict_on("level", {Reach::not_copied, "", true}).cause,
            "reaches containers through a mount, not the image: no step copies it");
  EXPECT_EQ(verdict_on("level", {Reach::ignored, ".dockerignore:3", true}).cause,
            "reaches containers through a mount, not the image: ignored by .dockerignore:3");
  EXPECT_EQ(verdict_on("config/a.toml", {Reach::not_copied, "", true}).cause,
            "default rule /config/, though it reaches containers through a mount alone");
}

TEST(Verdict, TheStrategyTableByRulesAlone) {
  const std::pair<const char*, Strategy> table[] = {
      {"requirements.txt", Strategy::full},     {"pyproject.toml", Strategy::full},
      {"Dockerfile", Strategy::full},           {"src/main.py", Strategy::incremental},
      {"models/a.onnx", Strategy::incremental}, {"config/a.toml", Strategy::incremental},
      {"README.md", Strategy::cached},          {"docs/Dockerfile.md", Strategy::cached},
      {"logs/a.log", Strategy::cached}};
  for (const auto& [path, strategy] : table) {
    EXPECT_EQ(classify({changed(path)}, defaults(), "", {}, true).strategy, strategy) << path;
  }
}

TEST(Verdict, EveryKindOfChangeCounts) {
  for (const ChangeKind kind :
       {ChangeKind::added, ChangeKind::deleted, ChangeKind::modified, ChangeKind::mode, ChangeKind::type}) {
    EXPECT_EQ(classify({changed("src/run.sh", kind)}, defaults(), "", {}, true).strategy,
              Strategy::incremental)
        << name_of(kind);
  }
}

TEST(Verdict, TheStrictestWinsAndComesFirst) {
  const Verdict verdict =
      classify({changed("README.md"), changed("src/a.py"), changed("requirements.txt"), changed("src/b.py")},
               defaults(), "", {}, true);
  EXPECT_EQ(verdict.strategy, Strategy::full);
  ASSERT_EQ(verdict.reasons.size(), 3U);
  EXPECT_EQ(verdict.reasons[0].text, "default rule /requirements.txt");
  EXPECT_EQ(verdict.reasons[1].paths, (std::vector<std::string>{"src/a.py", "src/b.py"}));
  EXPECT_EQ(verdict.reasons[2].code, ReasonCode::no_rule);
}

TEST(Verdict, ARenameCountsOnBothSides) {
  // Moving a manifest away is as much a change of the dependencies as moving one in.
  for (const ChangeKind kind : {ChangeKind::added, ChangeKind::deleted}) {
    const ChangeKind other = kind == ChangeKind::added ? ChangeKind::deleted : ChangeKind::added;
    const Verdict verdict =
        classify({changed("docs/old-requirements.txt", other), changed("requirements.txt", kind)}, defaults(),
                 "", {}, true);
    EXPECT_EQ(verdict.strategy, Strategy::full);
  }
}

TEST(Verdict, HowAPathReachesTheImageDecidesWhereNoRuleDoes) {
  EXPECT_EQ(verdict_on("x", {Reach::reaches, "[3/5] COPY . ."}).cause, "enters [3/5] COPY . .");
  const std::tuple<Reach, Strategy, ReasonCode> table[] = {
      {Reach::unknown, Strategy::incremental, ReasonCode::reach_unknown},
      {Reach::reaches, Strategy::incremental, ReasonCode::step_source},
      {Reach::dependency, Strategy::full, ReasonCode::dependency},
      {Reach::dockerfile, Strategy::full, ReasonCode::dockerfile},
      {Reach::same_layers, Strategy::full, ReasonCode::dockerfile},
      {Reach::ignore_file, Strategy::incremental, ReasonCode::ignore_file},
      {Reach::not_copied, Strategy::cached, ReasonCode::not_copied},
      {Reach::ignored, Strategy::cached, ReasonCode::ignored},
      {Reach::outside, Strategy::cached, ReasonCode::outside_context}};
  for (const auto& [reach, strategy, code] : table) {
    const Ruling verdict = verdict_on("x", {reach, {}});
    EXPECT_EQ(verdict.strategy, strategy) << name_of(code);
    EXPECT_EQ(verdict.code, code) << name_of(code);
  }
}

TEST(Verdict, DefaultRulesAreAboutWhatCanReachTheImage) {
  EXPECT_EQ(verdict_on("src/a.py", {Reach::ignored, "src/ (line 3)"}).strategy, Strategy::cached);
  EXPECT_EQ(verdict_on("src/a.py", {Reach::ignored, "src/ (line 3)"}).cause,
            "cannot reach the image: ignored by src/ (line 3)");
  EXPECT_EQ(verdict_on("requirements.txt", {Reach::reaches, {}}).strategy, Strategy::full);
  EXPECT_EQ(verdict_on("requirements.txt", {Reach::unknown, {}}).strategy, Strategy::full);
  EXPECT_EQ(verdict_on("src/a.py", {Reach::dependency, {}}).strategy, Strategy::full);
}

TEST(Verdict, OwnRulesHoldLiterally) {
  const Rules own({.full = {"/data/"}, .incremental = {}, .cached = {"/src/"}}, true);
  EXPECT_EQ(verdict_on("data/a", {Reach::ignored, {}}, true, own).strategy, Strategy::full);
  EXPECT_TRUE(verdict_on("data/a", {Reach::ignored, {}}, true, own).literal);
  EXPECT_EQ(verdict_on("src/a", {Reach::dependency, {}}, true, own).strategy, Strategy::cached);
  EXPECT_EQ(verdict_on("src/a", {Reach::reaches, {}}, true, own).cause, "CACHED_WHEN /src/");
}

TEST(Verdict, APreciseDockerfileRuleLeavesTheStepsToTheBuilder) {
  EXPECT_EQ(verdict_on("Dockerfile", {Reach::dockerfile, {}}, false).strategy, Strategy::incremental);
  EXPECT_EQ(verdict_on("Dockerfile", {Reach::same_layers, {}}, false).strategy, Strategy::cached);
}

TEST(Verdict, RulesAreRelativeToTheContext) {
  const auto strategy = [](const std::string& path, std::string_view context) {
    return classify({changed(path)}, defaults(), context, {}, true).strategy;
  };
  EXPECT_EQ(strategy("app/requirements.txt", "app"), Strategy::full);
  EXPECT_EQ(strategy("requirements.txt", "app"), Strategy::cached);
  EXPECT_EQ(strategy("application/requirements.txt", "app"), Strategy::cached);
  EXPECT_EQ(relative_to("app/a", "app"), "a");
  EXPECT_EQ(relative_to("app", "app"), std::nullopt);
  EXPECT_EQ(relative_to("app2/a", "app"), std::nullopt);
  EXPECT_EQ(relative_to("a", ""), "a");
}

TEST(Verdict, OddNamesAreNamesLikeOthers) {
  for (const char* path : {"src/new\nline", "src/-rf", "src/\xff\xfe", "src/$(id)", "src/ "}) {
    const Verdict verdict = classify({changed(path)}, defaults(), "", {}, true);
    EXPECT_EQ(verdict.strategy, Strategy::incremental);
    EXPECT_EQ(verdict.paths.front().change.path, path);
  }
}

}  // namespace
}  // namespace slipway::classify
