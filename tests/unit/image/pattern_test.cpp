#include "image/go/pattern.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace slipway::image {
namespace {

Pattern parse(std::string_view text) {
  std::size_t instructions = pattern_instruction_budget;
  auto pattern = Pattern::parse(text, instructions);
  EXPECT_TRUE(pattern && *pattern) << text;
  return **pattern;
}

std::string refusal(std::string_view text) {
  std::size_t instructions = pattern_instruction_budget;
  const auto pattern = Pattern::parse(text, instructions);
  return pattern ? "" : pattern.error();
}

TEST(Pattern, IsCleanedBeforeItsExclamationMarkIsSeen) {
  EXPECT_TRUE(parse("./!a").exclusion());
  EXPECT_EQ(parse("./!a").text(), "a");
  EXPECT_EQ(parse("!!a").text(), "!a");
  EXPECT_FALSE(parse("\\!a").exclusion());
}

TEST(Pattern, IsNothingWhereTheLineIsBlank) {
  std::size_t instructions = pattern_instruction_budget;
  EXPECT_EQ(Pattern::parse(" \t\u00a0", instructions)->has_value(), false);
}

TEST(Pattern, IsRefusedWithDockersReason) {
  EXPECT_EQ(refusal("!"), "illegal exclusion pattern: \"!\"");
  EXPECT_EQ(refusal("!/"), "illegal exclusion pattern: \"!\"");
  EXPECT_EQ(refusal("a["), "syntax error in pattern");
  EXPECT_EQ(refusal("a\\"), "syntax error in pattern");
}

TEST(Pattern, ThatPassesAsAGlobAndFailsAsARegexpSaysWhy) {
  EXPECT_EQ(parse("[z-a]").broken(), "syntax error in pattern (invalid character class range: `z-a`)");
  EXPECT_EQ(parse("\\y*").broken(), "syntax error in pattern (invalid escape sequence: `\\y`)");
  EXPECT_EQ(parse("a{3,1}?").broken(), "syntax error in pattern (invalid repeat count: `{3,1}`)");
  EXPECT_EQ(parse("*{2}").broken(), "syntax error in pattern (invalid nested repetition operator: `{2}`)");
  EXPECT_EQ(parse("a*").broken(), "");
}

TEST(Pattern, EndingInABackslashAfterAStarEndsInADollarSign) {
  // Only the text up to the first star is checked, and the end of the expression is escaped.
  EXPECT_EQ(parse("a*\\").match("ab$c"), Possible::yes);
  EXPECT_EQ(parse("a*\\").match("ab"), Possible::no);
}

TEST(Pattern, WithAByteOrderMarkLosesItAsARegexpOnly) {
  EXPECT_EQ(parse("\ufeffa*").match("ab"), Possible::yes);
  EXPECT_EQ(parse("\ufeffa").match("a"), Possible::no);
  EXPECT_EQ(parse("\ufeffa").match("\ufeffa"), Possible::yes);
}

TEST(Pattern, ComparesBytesThatAreNotTextAsReplacementCharacters) {
  EXPECT_EQ(parse("caf\xe9*").match("caf\xe9s"), Possible::yes);
  EXPECT_EQ(parse("caf\xe9*").match("caf\xff"), Possible::yes);
  // An exact pattern is compared byte by byte, with the replacement already made.
  EXPECT_EQ(parse("caf\xe9").match("caf\xe9"), Possible::no);
  EXPECT_EQ(parse("caf\xe9").match("caf\ufffd"), Possible::yes);
}

TEST(Pattern, NamingAUnicodeGroupIsExactAsFarAsTheGroupIsKnown) {
  EXPECT_NE(parse("\\p{Greek}*").inexact(), "");
  EXPECT_EQ(parse("\\p{Greek}*").match("a"), Possible::either);
  EXPECT_EQ(parse("x\\p{Greek}*").match("a"), Possible::no);
  EXPECT_EQ(parse("*|\\p{Greek}").match("a"), Possible::yes);
  // General categories are known on ASCII.
  EXPECT_EQ(parse("\\p{Lu}*").match("A"), Possible::yes);
  EXPECT_EQ(parse("\\p{Lu}*").match("a"), Possible::no);
  EXPECT_EQ(parse("\\p{Lu}*").match("É"), Possible::either);
  EXPECT_EQ(parse("[^\\p{Lu}]*").match("É"), Possible::either);
  // Letters and digits are known everywhere.
  EXPECT_EQ(parse("\\pL*").inexact(), "");
  EXPECT_EQ(parse("\\pL*").match("É"), Possible::yes);
}

TEST(Pattern, ThatIsTooLargeIsNotExact) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "?{1000}";
  }
  const Pattern pattern = parse(text);
  EXPECT_EQ(pattern.inexact(), "it is too large a regular expression");
  EXPECT_EQ(pattern.match("a"), Possible::either);
}

TEST(Pattern, TakesFromTheBudgetWhatItNeeds) {
  std::size_t instructions = 100;
  ASSERT_TRUE(Pattern::parse("a*b*c*", instructions));
  EXPECT_LT(instructions, 100U);
  EXPECT_NE((*Pattern::parse("?{50}", instructions))->inexact(), "");
}

TEST(Pattern, WithExponentiallyManyStatesStaysLinear) {
  std::string text = "*a";
  for (int i = 0; i < 40; ++i) {
    text += "?";
  }
  const Pattern pattern = parse(text + "z");
  std::string name;
  for (int i = 0; i < 2000; ++i) {
    name += i % 3 == 0 ? "a" : "b";
  }
  // The character 41 places before the `z` is an `a` in the first name and a `b` in the second.
  EXPECT_EQ(pattern.match(name + "z"), Possible::yes);
  EXPECT_EQ(pattern.match(name + "bz"), Possible::no);
  EXPECT_EQ(pattern.match(std::string("a") + std::string(40, 'b') + "z"), Possible::yes);
  EXPECT_EQ(pattern.match(std::string("a") + std::string(41, 'b') + "z"), Possible::no);
}

TEST(Pattern, CursorsSayWhatCannotMatchAnyMore) {
  const Pattern exact = parse("a/b");
  EXPECT_EQ(exact.advance(exact.start(), "x/"), Pattern::dead);
  EXPECT_NE(exact.advance(exact.start(), "a/"), Pattern::dead);
  const Pattern star = parse("a/*.md");
  EXPECT_EQ(star.advance(star.start(), "a/b/"), Pattern::dead);
  const Pattern prefix = parse("a/**");
  EXPECT_EQ(prefix.advance(prefix.start(), "a/"), Pattern::matched);
  const Pattern open_ended = parse("a|b*");
  EXPECT_EQ(open_ended.advance(open_ended.start(), "ax/"), Pattern::matched);
}

TEST(Pattern, ALiteralStartAndEndRuleOutOnlyWhatCannotMatch) {
  std::mt19937 random(1);
  const auto word = [&random](std::string_view letters, std::size_t most) {
    std::string text;
    for (std::size_t length = random() % (most + 1); length > 0; --length) {
      text += letters[random() % letters.size()];
    }
    return text;
  };
  int ruled_out = 0;
  int matching = 0;
  int started_otherwise = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::size_t budget = 100'000;
    const auto pattern = Pattern::parse(word("ab.***//?[]|\\", 6), budget);
    const std::string path = word("ab./", 5);
    if (!pattern || !*pattern || !(*pattern)->broken().empty()) {
      continue;
    }
    const bool matches = (*pattern)->match(path) != Possible::no;
    matching += matches ? 1 : 0;
    ruled_out += (*pattern)->may_match_end_of(path) ? 0 : 1;
    ASSERT_TRUE(!matches || (*pattern)->may_match_end_of(path)) << (*pattern)->text() << " and " << path;
    started_otherwise += (*pattern)->may_match_start_of(path) ? 0 : 1;
    for (std::size_t size = 0; matches && size <= path.size(); ++size) {
      ASSERT_TRUE((*pattern)->may_match_start_of(path.substr(0, size)))
          << (*pattern)->text() << " and " << path;
    }
  }
  EXPECT_GT(ruled_out, 1000);
  EXPECT_GT(started_otherwise, 1000);
  EXPECT_GT(matching, 1000);
}

}  // namespace
}  // namespace slipway::image
