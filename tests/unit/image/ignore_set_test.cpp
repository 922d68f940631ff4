#include "image/ignore/ignore_set.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {
namespace {

IgnoreRules set_rules_of(std::string_view text) {
  return std::move(*IgnoreRules::for_context(*read_ignore_file(text, ".dockerignore")));
}

std::string letters(std::string_view text, const std::vector<std::string>& paths) {
  const auto verdicts = evaluate_paths(set_rules_of(text), paths);
  EXPECT_TRUE(verdicts);
  std::string result;
  for (const IgnoreVerdict& verdict : *verdicts) {
    result += verdict.ignored ? 'x' : verdict.sent_empty ? '0' : '.';
  }
  return result;
}

TEST(IgnoreSet, AnswersInTheOrderOfThePaths) {
  EXPECT_EQ(letters("b\n*.md\n", {"z", "b/c", "a.md", "b", "a"}), ".xxx.");
}

TEST(IgnoreSet, TakesForADirectoryWhatOthersLieBelow) {
  EXPECT_EQ(letters("docs\n!docs/README.md\n", {"docs", "docs/a", "docs/README.md"}), ".x.");
  EXPECT_EQ(letters("docs\n!docs/README.md\n", {"docs", "docs/a"}), "xx");
  EXPECT_EQ(letters("docs\n!docs/README.md\n", {"docs/", "docs-b", "docs/a/b"}), "x.x");
}

TEST(IgnoreSet, IsNotConfusedByNamesThatSortBetweenADirectoryAndItsFiles) {
  EXPECT_EQ(letters("a\n!a/b\n", {"a", "a-b", "a.b", "a/b", "a/c"}),
            "...."
            "x");
}

TEST(IgnoreSet, FindsFilesThatArriveEmpty) {
  EXPECT_EQ(letters("*\n!*b/*b\n*\n", {"ab/ab", "c"}), "0x");
}

TEST(IgnoreSet, TakesPathsAsPeopleWriteThem) {
  EXPECT_EQ(letters("a/b\n", {"./a/b", "/a/b", "a//b", "a/./b", "a/x/../b"}), "xxxxx");
  EXPECT_EQ(letters("*\n", {".", "/", "a"}), "..x");
}

TEST(IgnoreSet, RefusesPathsOutsideTheContext) {
  const auto outside = evaluate_paths(set_rules_of("a\n"), {"a/../../b"});
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ExitCode::usage);
  EXPECT_EQ(outside.error().what, "`a/../../b` leads out of the build context");
}

TEST(IgnoreSet, FailsWhereABrokenPatternIsUsed) {
  EXPECT_TRUE(evaluate_paths(set_rules_of("a\n\\y*\n"), {"a", "a/b"}));
  EXPECT_FALSE(evaluate_paths(set_rules_of("a\n\\y*\n"), {"a", "b"}));
}

TEST(IgnoreSet, ListsLinesThatMatchNothing) {
  const auto lines = lines_without_match(set_rules_of("docs\nnone\n# comment\n!docs/x\n*.pyc\ndocs/y\n"),
                                         {"docs/x", "src/a.py", "docs/y/z"});
  ASSERT_TRUE(lines);
  EXPECT_EQ(*lines, (std::vector<std::size_t>{2, 5}));
}

}  // namespace
}  // namespace slipway::image
