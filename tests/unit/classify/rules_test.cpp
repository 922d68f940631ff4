#include "classify/rules.hpp"

#include <gtest/gtest.h>

namespace slipway::classify {
namespace {

std::string answer(const Rules& rules, std::string_view path) {
  const auto match = rules.match(path);
  if (!match) {
    return "no rule";
  }
  return std::string(name_of(match->strategy)) + (match->by_default ? " by default " : " by own ") +
         match->pattern;
}

TEST(Rules, TheDefaultsAreTheStrategyTable) {
  const Rules rules({}, true);
  EXPECT_EQ(answer(rules, "Dockerfile"), "full by default /Dockerfile");
  EXPECT_EQ(answer(rules, "requirements.txt"), "full by default /requirements.txt");
  EXPECT_EQ(answer(rules, "pyproject.toml"), "full by default /pyproject.toml");
  EXPECT_EQ(answer(rules, "requirements-dev.txt"), "full by default /requirements-*.txt");
  EXPECT_EQ(answer(rules, "requirements/base.txt"), "full by default /requirements/");
  EXPECT_EQ(answer(rules, "src/deep/main.py"), "incremental by default /src/");
  EXPECT_EQ(answer(rules, "models/hey.onnx"), "incremental by default /models/");
  EXPECT_EQ(answer(rules, "config/settings.toml"), "incremental by default /config/");
  EXPECT_EQ(answer(rules, "README.md"), "no rule");
  EXPECT_EQ(answer(rules, "logs/today.log"), "no rule");
}

// The script this replaces took docs/Dockerfile.md for a Dockerfile.
TEST(Rules, TheDefaultsAreAnchored) {
  const Rules rules({}, true);
  for (const char* path : {"docs/Dockerfile.md", "Dockerfile.md", "docs/Dockerfile", "docs/requirements.txt",
                           "old/src/main.py", "src.md", "srcs/a", "requirements.txt.bak", "dockerfile"}) {
    EXPECT_EQ(answer(rules, path), "no rule") << path;
  }
}

TEST(Rules, OwnRulesDecideAlone) {
  const Rules rules({.full = {"*.lock"}, .incremental = {"/web/"}, .cached = {"/src/docs/", "*.md"}}, true);
  EXPECT_EQ(answer(rules, "src/docs/a.py"), "cached by own /src/docs/") << "own rules lower, too";
  EXPECT_EQ(answer(rules, "src/a.py"), "incremental by default /src/");
  EXPECT_EQ(answer(rules, "any/where.lock"), "full by own *.lock");
}

TEST(Rules, TheStrictestOfOwnRulesWinsWhateverTheirOrder) {
  const Rules rules({.full = {"/web/special"}, .incremental = {"/web/"}, .cached = {"*"}}, true);
  EXPECT_EQ(answer(rules, "web/special"), "full by own /web/special");
  EXPECT_EQ(answer(rules, "web/other"), "incremental by own /web/");
  EXPECT_EQ(answer(rules, "Dockerfile"), "cached by own *");
}

TEST(Rules, DefaultsCanBeReplaced) {
  const Rules rules({.full = {"/Containerfile"}}, false);
  EXPECT_EQ(answer(rules, "Containerfile"), "full by own /Containerfile");
  EXPECT_EQ(answer(rules, "Dockerfile"), "no rule");
}

TEST(Rules, StrategiesHaveNames) {
  for (const Strategy strategy : {Strategy::none, Strategy::cached, Strategy::incremental, Strategy::full}) {
    EXPECT_EQ(strategy_from(name_of(strategy)), strategy);
  }
  EXPECT_EQ(strategy_from("Full"), std::nullopt);
  EXPECT_LT(Strategy::none, Strategy::cached);
  EXPECT_LT(Strategy::cached, Strategy::incremental);
  EXPECT_LT(Strategy::incremental, Strategy::full);
}

}  // namespace
}  // namespace slipway::classify
