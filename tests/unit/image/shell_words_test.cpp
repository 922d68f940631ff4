#include "image/dockerfile/shell_words.hpp"

#include "image/dockerfile/shell_pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace slipway::image;

std::string expand(const std::string& word, const Environment& environment, ShellLexerOptions options = {}) {
  ShellLexer lexer(options);
  const auto result = lexer.process(word, environment);
  return result ? result->text : "error: " + result.error();
}

TEST(Environment, KeepsTheOrderInWhichVariablesWereLastSet) {
  Environment environment;
  environment.set("A", "1");
  environment.set("B", "2");
  environment.set("A", "3");
  EXPECT_EQ(environment.entries(), (std::vector<Environment::Entry>{{"B", "2"}, {"A", "3"}}));
  EXPECT_EQ(environment.size(), 4U);
  EXPECT_EQ(environment.get("A"), "3");
  EXPECT_EQ(environment.get("C"), std::nullopt);
}

TEST(ShellWords, EveryMatchIsReplacedWithGoReplacementSyntax) {
  Environment environment;
  environment.set("V", "aXbXc");
  EXPECT_EQ(expand("${V//X/-}", environment), "a-b-c");
  EXPECT_EQ(expand("${V/X/-}", environment), "a-bXc");
  EXPECT_EQ(expand("${V//X/}", environment), "abc");
  environment.set("S", "$0$0");
  EXPECT_EQ(expand("${V//X/$S}", environment), "aXXbXXc");
  EXPECT_EQ(expand("${V/X/$S}", environment), "a$0$0bXc");
  EXPECT_EQ(expand("${V//*/r}", environment), "r");
  EXPECT_EQ(expand("${V///r}", environment), "rarXrbrXrcr");
}

TEST(ShellWords, PrefixesAndSuffixesAreTrimmedShortestOrLongest) {
  Environment environment;
  environment.set("P", "/a/b/c.tar.gz");
  EXPECT_EQ(expand("${P#*/}", environment), "a/b/c.tar.gz");
  EXPECT_EQ(expand("${P##*/}", environment), "c.tar.gz");
  EXPECT_EQ(expand("${P%.*}", environment), "/a/b/c.tar");
  EXPECT_EQ(expand("${P%%.*}", environment), "/a/b/c");
  EXPECT_EQ(expand("${P#?a}", environment), "/b/c.tar.gz");
  environment.set("N", "a\nb");
  EXPECT_EQ(expand("${N##*b}", environment), "a\nb");  // A wildcard does not cross a line break.
}

TEST(ShellWords, TheBacktickCanBeTheEscape) {
  Environment environment;
  environment.set("V", "x");
  EXPECT_EQ(expand("c:\\$V`$V", environment, {.escape = '`'}), "c:\\x$V");
}

TEST(ShellWords, DeepNestingIsRefused) {
  std::string word;
  for (int level = 0; level < 100000; ++level) {
    word += "${a:-";
  }
  EXPECT_NE(expand(word, Environment()).find("nested substitutions"), std::string::npos);
}

TEST(ShellWords, GrowthIsRefused) {
  Environment environment;
  environment.set("A", std::string(std::size_t{1} << 20U, 'a'));
  EXPECT_NE(expand("$A$A$A", environment).find("expands to more than"), std::string::npos);
  EXPECT_NE(expand("\"$A$A$A\"", environment).find("expands to more than"), std::string::npos);
  environment.set("B", std::string(4000, 'b'));
  const std::string long_replacement(4000, 'r');
  EXPECT_NE(expand("${B//b/" + long_replacement + "}", environment).find("the result is larger than"),
            std::string::npos);
}

TEST(ShellPatterns, TooMuchWorkIsRefused) {
  const auto pattern = ShellPattern::compile(std::string(5000, '*'));
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern->trim_prefix(std::string(5000, 'a'), true));
  EXPECT_TRUE(pattern->trim_prefix("aaaa", true));
}

TEST(ShellPatterns, BytesThatAreNotUtf8AreKept) {
  const auto pattern = ShellPattern::compile("?");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->trim_prefix("\xFF\xFEz", false).value(), "\xFEz");
}

}  // namespace
