#include "classify/path_pattern.hpp"

#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace slipway::classify {
namespace {

/// What git says of patterns: a .gitignore in an otherwise empty repository, and `git check-ignore`.
class RealGit {
 public:
  RealGit() : directory_(*TemporaryDirectory::create()) {
    [[maybe_unused]] const auto finished = run(git({"init", "--quiet", "."}));
  }

  /// The paths that the patterns match.
  std::set<std::string> matched(const std::vector<std::string>& patterns,
                                const std::vector<std::string>& paths) const {
    EXPECT_TRUE(write_file(directory_.path() / ".gitignore", join(patterns, "\n") + "\n"));
    std::string input;
    for (const std::string& path : paths) {
      input += path + '\0';
    }
    const auto finished = run(git({"check-ignore", "--no-index", "--stdin", "-z"}), input);
    EXPECT_TRUE(finished && finished->status <= 1) << (finished ? finished->err : finished.error().because);
    std::set<std::string> result;
    for (const std::string& path : finished ? split(finished->out, '\0') : std::vector<std::string>{}) {
      result.insert(path);
    }
    return result;
  }

 private:
  Command git(std::vector<std::string> words) const {
    words.insert(words.begin(), "git");
    return {.argv = std::move(words),
            .environment = {{"GIT_CONFIG_NOSYSTEM", "1"},
                            {"GIT_CONFIG_GLOBAL", "/dev/null"},
                            {"HOME", "/nonexistent"},

                            {"LC_ALL", "C"}},
            .unset = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"},
            .directory = directory_.path().native()};
  }

  TemporaryDirectory directory_;
};

void expect_agreement(const RealGit& git, const std::vector<std::string>& patterns,
                      const std::vector<std::string>& paths) {
  const std::set<std::string> expected = git.matched(patterns, paths);
  const PathPatterns ours(patterns);
  for (const std::string& path : paths) {
    EXPECT_EQ(ours.match(path).has_value(), expected.contains(path))
        << "patterns " << printable(join(patterns, " | ")) << "\npath " << printable(path);
  }
}

const std::vector<std::string>& table_paths() {
  static const std::vector<std::string> paths{"a",
                                              "b",
                                              "a/b",
                                              "a/b/c",
                                              "a/b/c/d",
                                              "b/a",
                                              "c/a/b",
                                              "foo",
                                              "foo/bar",
                                              "foo/bar/baz",
                                              "x/foo",
                                              "x/foo/bar",
                                              "x/y/foo",
                                              "foo.py",
                                              "src/foo.py",
                                              "src/a/foo.py",
                                              "src/.hidden",
                                              ".hidden",
                                              "docs/Dockerfile",
                                              "Dockerfile",
                                              "Dockerfile.dev",
                                              "a b",
                                              "a b /c",
                                              "a ",
                                              "!bang",
                                              "#hash",
                                              "-dash",
                                              "[x]",
                                              "x",
                                              "]",
                                              "a\\b",
                                              "*",
                                              "a*b",
                                              "aXb",
                                              "a/X/b",
                                              "Z",
                                              "m",
                                              "5",
                                              "foo5",
                                              "foo-",
                                              "foo]",
                                              "fo",
                                              "fooo",
                                              "\xff",
                                              "\xff/x",
                                              "caf\xc3\xa9",
                                              "new\nline",
                                              "tab\there",
                                              "deep/1/2/3/4/5/file",
                                              "abc/def",
                                              "abc/x/def",
                                              "abcdef",
                                              "ab/def",
                                              "^",
                                              "a:b",
                                              "[",
                                              "models/m.bin",
                                              "models",
                                              "x/models/m.bin"};
  return paths;
}

TEST(PathPattern, AgreesWithGitOnATable) {
  const RealGit git;
  for (const char* pattern : {"a",
                              "/a",
                              "a/",
                              "/a/",
                              "a/b",
                              "/a/b",
                              "a/b/",
                              "a/*",
                              "a/**",
                              "a/**/",
                              "**/a",
                              "**/a/b",
                              "/**/foo",
                              "**",
                              "/**",
                              "**/",
                              "/*",
                              "*",
                              "*/",
                              "/",
                              "//",
                              "a//b",
                              "*.py",
                              "/*.py",
                              "src/*.py",
                              "src/**/*.py",
                              "src/**.py",
                              "**.py",
                              "a**b",
                              "a/**/b",
                              "abc/**/def",
                              "abc**def",
                              "abc/**def",
                              "foo/**/bar",
                              "a?b",
                              "?",
                              "a[X/]b",
                              "[!a]",
                              "[^a]",
                              "[a-m]",
                              "[m-a]",
                              "[]]",
                              "[]a]",
                              "[!]]",
                              "[a-]",
                              "[-a]",
                              "foo[-]",
                              "[[:digit:]]",
                              "foo[[:digit:]]",
                              "[[:upper:]]",
                              "[[:punct:]]",
                              "[[:nope:]]",
                              "[[:nope:]a]",
                              "[a[:nope:]]",
                              "[[:]]",
                              "[[::]a]",
                              "[[:digit]",
                              "[[:a]",
                              "[[:]",
                              "[a",
                              "[",
                              "\\[x\\]",
                              "\\[x]",
                              "\\!bang",
                              "\\#hash",
                              "#hash",
                              "!bang",
                              "a\\\\b",
                              "\\a",
                              "a\\",
                              "\\*",
                              "a\\*b",
                              "a b",
                              "a ",
                              "a\\ ",
                              "a b ",
                              "a  ",
                              "-dash",
                              "\xff",
                              "\xff/",
                              "[\xfe-\xff]",
                              "caf?",
                              "caf??",
                              "*\xa9",
                              "Dockerfile",
                              "/Dockerfile",
                              "Dockerfile*",
                              "docs/Dockerfile",
                              "/docs/",
                              "models/",
                              "/models/",
                              "deep/**/file",
                              "deep/*/file",
                              "**/5/**",
                              "/**/**/file",
                              "***",
                              "a/***",
                              "***/foo",
                              "[\\]]",
                              "[\\\\]",
                              "[a\\-z]",
                              "[*]",
                              "[?]",
                              "[\\^]",
                              "[[]",
                              "foo/",
                              "foo/bar/",
                              "**/foo/bar",
                              "*foo*",
                              "f*o",
                              "*o",
                              "tab\there",
                              "[!a-z]",
                              "[a-c-e]",
                              "./a",
                              "a/.",
                              "..",
                              "[[:alpha:][:digit:]]",
                              "[a-\\m]",
                              "[[:digit:]-z]"}) {
    expect_agreement(git, {pattern}, table_paths());
  }
}

TEST(PathPattern, AgreesWithGitOnSequencesThatTakeBack) {
  const RealGit git;
  const std::vector<std::vector<std::string>> sequences{{"*", "!a"},
                                                        {"*", "!/a"},
                                                        {"a/", "!a/b"},
                                                        {"a/*", "!a/b"},
                                                        {"/*", "!/src", "src/*.py"},
                                                        {"!a", "a"},
                                                        {"a", "!a", "a"},
                                                        {"foo", "!foo/bar"},
                                                        {"**/foo", "!/foo"},
                                                        {"*.py", "!src/**"},
                                                        {"src/", "!*.py"},
                                                        {"# note", "a", ""},
                                                        {"!", "a"},
                                                        {"!!a", "b"},
                                                        {"a/**", "!a/**/", "!c"},
                                                        {"*/", "!foo/"},
                                                        {"/**", "!*/", "!*.py"}};
  for (const auto& patterns : sequences) {
    expect_agreement(git, patterns, table_paths());
  }
}

// Property: whatever the patterns, we answer as git does. A fixed seed keeps a failure repeatable.
TEST(PathPattern, AgreesWithGitOnRandomPatterns) {
  const RealGit git;
  std::mt19937 random(20240607);
  const auto pick = [&](std::string_view letters, std::size_t most) {
    std::string text;
    for (std::size_t length = random() % most + 1; length > 0; --length) {
      text += letters[random() % letters.size()];
    }
    return text;
  };
  for (int round = 0; round < 150; ++round) {
    std::vector<std::string> patterns;
    for (std::size_t count = random() % 3 + 1; count > 0; --count) {
      patterns.push_back(pick("aabb//**?[]!^-\\ .", 8));
    }
    std::vector<std::string> paths;
    for (int i = 0; i < 40; ++i) {
      std::string path;
      for (std::size_t parts = random() % 4 + 1; parts > 0; --parts) {
        path += (path.empty() ? "" : "/") + pick("aabb!]^-", 3);
      }
      paths.push_back(path);
    }
    expect_agreement(git, patterns, paths);
  }
}

TEST(PathPattern, NamesThePatternAsItWasWritten) {
  const PathPatterns patterns({"*.md", "/docs/ ", "!docs/keep"});
  EXPECT_EQ(patterns.match("docs/a"), "/docs/ ");
  EXPECT_EQ(patterns.match("README.md"), "*.md");
  EXPECT_EQ(patterns.match("src/main.py"), std::nullopt);
  EXPECT_FALSE(PathPatterns({"# only a comment", ""}).match("a"));
}

// A pattern that makes a backtracking matcher exponential; the time-out of the test is the assertion.
TEST(PathPattern, NoPatternIsSlow) {
  std::string glob;
  for (int i = 0; i < 200; ++i) {
    glob += "*a";
  }
  EXPECT_FALSE(wildmatch(glob + "b", std::string(4000, 'a')));
  std::string spans;
  for (int i = 0; i < 100; ++i) {
    spans += "**/a/";
  }
  std::string path;
  for (int i = 0; i < 300; ++i) {
    path += "a/";
  }
  EXPECT_FALSE(wildmatch(spans + "b", path + "c"));
}

}  // namespace
}  // namespace slipway::classify
