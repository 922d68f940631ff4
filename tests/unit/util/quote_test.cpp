#include "util/quote.hpp"

#include "util/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

namespace slipway {
namespace {

/// What a shell makes of a command line: its words, each ended by NUL.
std::string words_seen_by(const std::string& shell, const std::string& line) {
  const auto finished = run({.argv = {shell, "-c", "printf '%s\\0' " + line}});
  return finished && finished->ok() ? finished->out : "(the shell failed)";
}

std::vector<std::string> hostile_words() {
  std::vector<std::string> words{"",
                                 " ",
                                 "a b",
                                 "'",
                                 "''",
                                 "'\\''",
                                 "\"",
                                 "$(touch /tmp/slipway-quote-escaped)",
                                 "`id`",
                                 "$HOME",
                                 "${x:?}",
                                 "a\nb",
                                 "\n",
                                 "ends with newline\n",
                                 "\\",
                                 "\\\\n",
                                 "-n",
                                 "--help",
                                 "~root",
                                 "*",
                                 "[a-z]?",
                                 "#comment",
                                 "a;b&c|d<e>f",
                                 "!history!",
                                 "{a,b}",
                                 "\x01\x7f\x1b[31m",
                                 "\xff\xfe\xc3",
                                 "=x",
                                 "a=b",
                                 "\r\n",
                                 "ünïcödé"};
  // Fixed seed: any bytes but NUL.
  std::mt19937 random(1);
  for (int i = 0; i < 60; ++i) {
    std::string word;
    for (auto length = random() % 12; length > 0; --length) {
      word += static_cast<char>(random() % 255 + 1);
    }
    words.push_back(word);
  }
  return words;
}

class QuoteInShell : public testing::TestWithParam<const char*> {};

TEST_P(QuoteInShell, EveryWordStandsForItsBytes) {
  if (!std::filesystem::exists(GetParam())) {
    GTEST_SKIP() << GetParam() << " is not installed";
  }
  std::string expected;
  for (const std::string& word : hostile_words()) {
    expected += word + '\0';
  }
  EXPECT_TRUE(words_seen_by(GetParam(), shell_join(hostile_words())) == expected);
  EXPECT_FALSE(std::filesystem::exists("/tmp/slipway-quote-escaped"));
}

TEST_P(QuoteInShell, BareWordsNeedNoQuotes) {
  if (!std::filesystem::exists(GetParam())) {
    GTEST_SKIP() << GetParam() << " is not installed";
  }
  std::string line;
  std::string expected;
  for (const std::string& word : hostile_words()) {
    line += shell_quote_if_needed(word) + " ";
    expected += word + '\0';
  }
  EXPECT_TRUE(words_seen_by(GetParam(), line) == expected);
}

// A line for a remote host is read by two shells: ssh joins its words, and sh -c reads them again.
TEST_P(QuoteInShell, QuotingTwicePassesTwoShells) {
  if (!std::filesystem::exists(GetParam())) {
    GTEST_SKIP() << GetParam() << " is not installed";
  }
  for (const std::string& word : hostile_words()) {
    const std::string inner = "printf '%s\\0' " + shell_quote(word);
    const auto finished =
        run({.argv = {GetParam(), "-c", std::string(GetParam()) + " -c " + shell_quote(inner)}});
    ASSERT_TRUE(finished);
    EXPECT_TRUE(finished->out == word + '\0') << shell_quote(word);
  }
}

INSTANTIATE_TEST_SUITE_P(Shells, QuoteInShell, testing::Values("/bin/sh", "/bin/dash", "/bin/bash"),
                         [](const auto& shell) { return std::string(shell.param).substr(5); });

TEST(SshTarget, NamesTheConfigurationThatIsNotThePersonsOwn) {
  EXPECT_EQ(ssh_target("pi", ""), "pi");
  EXPECT_EQ(ssh_target("a b", "ssh/config"), "-F ssh/config 'a b'");
  EXPECT_EQ(ssh_target("pi", "/tmp/my config"), "-F '/tmp/my config' pi");
}

TEST(Quote, LeavesPlainWordsBareForReaders) {
  EXPECT_EQ(shell_quote_if_needed("pi@host:/srv/app-1.2_x,y+z=%@"), "pi@host:/srv/app-1.2_x,y+z=%@");
  EXPECT_EQ(shell_quote_if_needed("a b"), "'a b'");
  EXPECT_EQ(shell_quote_if_needed(""), "''");
  EXPECT_EQ(shell_quote_if_needed("~"), "'~'");
}

TEST(Quote, CommandTextIsALineToCopy) {
  EXPECT_EQ((Command{.argv = {"git", "commit", "-m", "it's done"}}.text()), "git commit -m 'it'\\''s done'");
}

}  // namespace
}  // namespace slipway
