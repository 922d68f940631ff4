#include "cli/wrapped.hpp"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("short\n", 20), "short\n");
  EXPECT_EQ(wrapped("  row      what is to be said of it\nnext\n", 20),
            "  row      what is\n    to be said of it\nnext\n");
  EXPECT_EQ(wrapped("one two", 0), "one two");
  EXPECT_EQ(wrapped("a-word-that-is-longer-than-a-line and more", 10),
            "a-word-that-is-longer-than-a-line\n  and more");
  EXPECT_EQ(wrapped("\x1b[32m\xE2\x9C\x93\x1b[0m Build 12 s  \x1b[2m3 of 7 steps reused\x1b[0m", 24),
            "\x1b[32m\xE2\x9C\x93\x1b[0m Build 12 s  \x1b[2m3 of 7\n  steps reused\x1b[0m");
}

TEST(Wrapped, ACommandCanBePastedFromItsLines) {
  EXPECT_EQ(
      wrapped("    fix    ssh pi 'docker image prune --force'\n         next: slipway logs --run 3\n", 30),
      "    fix    ssh pi \\\n             'docker image prune --force'\n"
      "         next: slipway logs \\\n                 --run 3\n");
  const std::string error =
      "fix: slipway deploy --overwrite-drift   (keeps the edits in a patch)\n"
      "     slipway deploy --adopt-drift   (makes them a branch here)\n";
  const std::string narrow =
      "fix: slipway deploy --overwrite-drift\n       (keeps the edits in a patch)\n"
      "     slipway deploy --adopt-drift\n       (makes them a branch here)\n";
  EXPECT_EQ(wrapped(error, 40), narrow);
  EXPECT_EQ(wrapped(narrow, 40), narrow);
  // What is wrapped already is left alone, even if a word is longer than the line.
  const std::string quoted =
      "  fix      ssh pi \\\n             'a word of the shell that is longer than a line'\n";
  EXPECT_EQ(wrapped(quoted, 30), quoted);
}

TEST(Wrapped, AFixThatIsASentenceIsBrokenAtBlanks) {
  EXPECT_EQ(
      wrapped("fix: correct that, and deploy again, or wait\nnext line of another kind that is long\n", 24),
      "fix: correct that, and\n     deploy again, or\n     wait\nnext line of another\n  kind that is "
      "long\n");
}

TEST(WrappedHelp, SetsWhatIsSaidOfANameInAColumn) {
  const std::string text =
      "What it does\n\n  -n,--limit UINT             The newest so many of all the releases there are in the "
      "journal\n  --a-name-that-is-too-long TEXT\n                              Only then\n";
  EXPECT_EQ(wrapped_help(text, 0), text);
  EXPECT_EQ(wrapped_help(text, 70),
            "What it does\n\n  -n,--limit UINT             The newest so many of all the releases\n"
            "                              there are in the journal\n  --a-name-that-is-too-long TEXT\n"
            "                              Only then\n");
  EXPECT_EQ(
      wrapped_help(text, 40),
      "What it does\n\n  -n,--limit UINT\n      The newest so many of all the\n      releases there are in "
      "the journal\n  --a-name-that-is-too-long TEXT\n      Only then\n");
}

}  // namespace
}  // namespace slipway::cli
