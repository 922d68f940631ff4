#include "image/ignore/ignore_rules.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {
namespace {

IgnoreRules rules_of(std::string_view text) {
  const auto file = read_ignore_file(text, ".dockerignore");
  EXPECT_TRUE(file);
  auto rules = IgnoreRules::for_context(*file);
  EXPECT_TRUE(rules) << text;
  return std::move(*rules);
}

IgnoreVerdict verdict_of(std::string_view text, std::string_view path) {
  const auto verdict = rules_of(text).verdict(path, false);
  EXPECT_TRUE(verdict) << text << " on " << path;
  return *verdict;
}

bool is_ignored(std::string_view text, std::string_view path) {
  return verdict_of(text, path).ignored;
}

Below below(std::string_view text, const std::vector<std::string_view>& names) {
  const IgnoreRules rules = rules_of(text);
  IgnoreRules::Directory directory = rules.root();
  for (const std::string_view name : names) {
    directory = rules.enter(directory, name)->directory;
  }
  return rules.below(directory);
}

TEST(IgnoreRules, WithoutPatternsIncludeEverything) {
  EXPECT_FALSE(is_ignored("", "a/b"));
  EXPECT_EQ(below("", {}), Below::included);
  EXPECT_FALSE(IgnoreRules().verdict("a/b", false)->ignored);
}

TEST(IgnoreRules, NameTheLineThatDecides) {
  const char* text = "# docs\ndocs\n!docs/README.md\n*.tmp\n";
  EXPECT_EQ(verdict_of(text, "docs/x").line, 2U);
  EXPECT_EQ(verdict_of(text, "docs/README.md").line, 3U);
  EXPECT_EQ(verdict_of(text, "src/x").line, std::nullopt);
  EXPECT_EQ(verdict_of(text, "x.tmp").line, 4U);
}

TEST(IgnoreRules, HandTheResultsOfParentsDown) {
  // `!a` is skipped for the directory, which nothing has matched, and never matches the file.
  EXPECT_TRUE(is_ignored("a/b\n!a\n", "a/b"));
  EXPECT_FALSE(is_ignored("a\n!a\n", "a/b"));
}

TEST(IgnoreRules, ReincludeBelowAnIgnoredDirectory) {
  EXPECT_FALSE(is_ignored("*\n!src/**/*.py\n", "src/a/b.py"));
  EXPECT_TRUE(is_ignored("*\n!src/**/*.py\n", "src/a/b.txt"));
}

TEST(IgnoreRules, LoseExclusionsThatDockerSkipsDirectoriesFor) {
  // Without wildcards outside its tail the exclusion is taken for a path prefix, and `c` is not looked into.
  EXPECT_TRUE(is_ignored("*\n!a|b/*\n", "c/b/x"));
  EXPECT_TRUE(is_ignored("*\n!a{2}/*\n", "aa/x"));
  // Another exclusion with a wildcard switches the short cut off.
  EXPECT_FALSE(is_ignored("*\n!a{2}/*\n!*.none\n", "aa/x"));
  EXPECT_TRUE(is_ignored("*\n!a|b/*\n", "c/d/x"));
  EXPECT_EQ(verdict_of("*\n!a|b/*\n", "c/b/x").line, 1U);
  EXPECT_EQ(below("*\n!a|b/*\n", {"c"}), Below::ignored);
}

TEST(IgnoreRules, SeeFilesThatArriveEmpty) {
  const IgnoreVerdict verdict = verdict_of("*\n!*b/*b\n*\n", "ab/ab");
  EXPECT_FALSE(verdict.ignored);
  EXPECT_TRUE(verdict.sent_empty);
  EXPECT_FALSE(verdict_of("*\n!*b/*b\n", "ab/ab").sent_empty);
  EXPECT_EQ(below("*\n!*b/*b\n*\n", {"ab"}), Below::mixed);
}

TEST(IgnoreRules, CountWhatTheyCannotTellAsIncluded) {
  const IgnoreVerdict verdict = verdict_of("\\p{Greek}*\n", "a");
  EXPECT_FALSE(verdict.ignored);
  EXPECT_FALSE(verdict.exact);
  EXPECT_TRUE(verdict_of("\\p{Greek}*\n*\n", "a").exact);
  EXPECT_TRUE(verdict_of("\\p{Greek}*\n*\n", "a").ignored);
  EXPECT_FALSE(verdict_of("*\n!\\p{Greek}*\n", "a").ignored);
  EXPECT_EQ(
      rules_of("a\n\\p{Greek}*\n").warnings(),
      std::vector<std::string>{".dockerignore:2: `\\p{Greek}*` cannot be evaluated exactly (it names a "
                               "Unicode group whose members are not known here); files count as included "
                               "if only this pattern decides"});
}

TEST(IgnoreRules, RefuseWhatDockerRefuses) {
  const auto rules = IgnoreRules::for_context(*read_ignore_file("a\n\nb[\n", ".dockerignore"));
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().code, ExitCode::refused);
  EXPECT_EQ(rules.error().because, "line 3: `b[`: syntax error in pattern");
}

TEST(IgnoreRules, FailOnABrokenPatternOnlyWhereItIsUsed) {
  const IgnoreRules rules = rules_of("a\n[z-a]\n");
  EXPECT_TRUE(rules.verdict("a", false));
  const auto failed = rules.verdict("b", false);
  ASSERT_FALSE(failed);
  EXPECT_EQ(
      failed.error().because,
      ".dockerignore:2: `[z-a]`, which makes Docker fail the build when it compares a file with it: syntax "
      "error in pattern (invalid character class range: `z-a`)");
}

TEST(IgnoreRules, KnowWhichDirectoriesNoPatternCanSplit) {
  EXPECT_EQ(below("docs/*.md\n", {"src"}), Below::included);
  EXPECT_EQ(below("docs/*.md\n", {"docs"}), Below::mixed);
  EXPECT_EQ(below("docs/*.md\n", {"docs", "x"}), Below::included);
  EXPECT_EQ(below("docs/*.md\n", {"docs", "x.md"}), Below::ignored);
  EXPECT_EQ(below("docs/**\n", {"docs"}), Below::ignored);
  EXPECT_EQ(below("docs/**\n", {}), Below::mixed);
  EXPECT_EQ(below("**/*.md\n", {"src"}), Below::mixed);
  EXPECT_EQ(below("a/b/c\n", {"a"}), Below::mixed);
  EXPECT_EQ(below("a/b/c\n", {"a", "x"}), Below::included);
  EXPECT_EQ(below("docs\n!docs/README.md\n", {"docs"}), Below::mixed);
  EXPECT_EQ(below("docs\n!docs/README.md\n", {"docs", "x"}), Below::ignored);
  EXPECT_EQ(below("**/__pycache__\n", {"src", "__pycache__"}), Below::ignored);
  EXPECT_EQ(below("*\n!src\n", {"src"}), Below::included);
  EXPECT_EQ(below("*\n!src\n**/*.md\n", {"src"}), Below::mixed);
  EXPECT_EQ(below("src\n[z-a]\n", {"src"}), Below::ignored);
}

TEST(IgnoreRules, OfACopyLookIntoEveryDirectory) {
  const auto rules = IgnoreRules::for_copy({"*", "!a{2}/*"}, "Dockerfile:3");
  ASSERT_TRUE(rules);
  EXPECT_FALSE(rules->verdict("aa/x", false)->ignored);
  EXPECT_EQ(rules->verdict("b", false)->line, 1U);
  EXPECT_TRUE(IgnoreRules::for_copy({"*.md"}, "Dockerfile:3")->verdict("x.md", false)->ignored);
  EXPECT_FALSE(IgnoreRules::for_copy({"*.md"}, "Dockerfile:3")->verdict("d/c.md", false)->ignored);
}

TEST(IgnoreRules, WalkTheSameWhateverThePathsLookLike) {
  const IgnoreRules rules = rules_of("**/*.pyc\n");
  EXPECT_TRUE(rules.verdict("-rf/ /a.pyc", false)->ignored);
  EXPECT_TRUE(rules.verdict("caf\xe9/a.pyc", false)->ignored);
  // `.*` of the translation does not cross a newline.
  EXPECT_FALSE(rules.verdict("a\nb/c.pyc", false)->ignored);
}

/// MatchesUsingParentResults of moby/patternmatcher as it is written there: every pattern for every path.
bool is_ignored_upstream(const std::vector<Pattern>& patterns, const std::string& path) {
  std::vector<bool> parent(patterns.size(), false);
  bool matched = false;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    const std::string_view here = std::string_view(path).substr(0, end);
    std::vector<bool> results(patterns.size(), false);
    matched = false;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      bool matches = parent[i];
      if (!matches && patterns[i].exclusion() == matched) {
        matches = patterns[i].match(here) == Possible::yes;
      }
      results[i] = matches;
      matched = matches ? !patterns[i].exclusion() : matched;
    }
    parent = results;
    if (end == std::string::npos) {
      return matched;
    }
  }
}

TEST(IgnoreRules, LeaveBehindOnlyWhatHasNoSayAnyMore) {
  std::mt19937 random(1);
  const auto word = [&random](std::string_view letters, std::size_t most) {
    std::string text;
    for (std::size_t length = 1 + random() % most; length > 0; --length) {
      text += letters[random() % letters.size()];
    }
    return text;
  };
  int ignored = 0;
  int included = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> lines;
    std::vector<Pattern> patterns;
    for (std::size_t count = 1 + random() % 8; count > 0; --count) {
      const std::string line = (random() % 3 == 0 ? "!" : "") + word("aab*/?.", 6);
      std::size_t budget = 100'000;
      auto pattern = Pattern::parse(line, budget);
      if (pattern && *pattern && (*pattern)->broken().empty()) {
        lines.push_back(line);
        patterns.push_back(std::move(**pattern));
      }
    }
    const auto rules = IgnoreRules::for_copy(lines, "test");
    ASSERT_TRUE(rules);
    for (int path = 0; path < 20; ++path) {
      const std::string name = word("ab", 2) + "/" + word("ab.", 2) + "/" + word("ab", 3);
      if (name.find("/./") != std::string::npos || name.find("/../") != std::string::npos) {
        continue;
      }
      const auto verdict = rules->verdict(name, false);
      ASSERT_TRUE(verdict);
      ASSERT_EQ(verdict->ignored, is_ignored_upstream(patterns, name))
          << name << " with " << lines.front() << " …";
      (verdict->ignored ? ignored : included) += 1;
    }
  }
  EXPECT_GT(ignored, 1000);
  EXPECT_GT(included, 1000);
}

TEST(IgnoreRules, AskForADirectoryAndForWhatIsInItInAnyOrder) {
  const IgnoreRules rules = rules_of("a/b\n");
  EXPECT_TRUE(rules.verdict("a/b/c", false)->ignored);
  EXPECT_TRUE(rules.verdict("a/b", true)->ignored);
  EXPECT_TRUE(rules.verdict("a/b/", true)->ignored);
  EXPECT_FALSE(rules.verdict("a/bc", false)->ignored);
  EXPECT_FALSE(rules.verdict("a", true)->ignored);
  EXPECT_TRUE(rules.verdict("a/b/c/d", false)->ignored);
}

}  // namespace
}  // namespace slipway::image
