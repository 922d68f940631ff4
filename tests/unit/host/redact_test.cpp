#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::host {
namespace {

/// What the runner's function `redact` makes of `text`, with `content` in the release's file "keys/a token".
/// Nothing can be written where `run` is. `digests` lists the release's files.
std::string redact(const std::string& content, const std::string& text,
                   const std::string& digests = std::string(64, '0') + " keys/a token\n") {
  const auto directory = TemporaryDirectory::create();
  const auto store = directory->path() / "secrets" / "1-abc";
  std::filesystem::create_directories(store / "files" / "keys");
  EXPECT_TRUE(write_file(store / "files" / "keys" / "a token", content));
  if (!digests.empty()) {
    EXPECT_TRUE(write_file(store / "digests", digests));
  }
  const std::string script =
      "LC_ALL=C; export LC_ALL; run=$1/nowhere secrets_folder=$1/secrets secrets=1-abc\n" +
      runner_function("redact") + runner_function("list_files_with_values") +
      runner_function("list_files_of") + "redact\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native()}}, text);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(Redact, ReplacesValuesByTheirNames) {
  EXPECT_EQ(redact("PASSWORD=correct-horse\n", "with correct-horse, and correct-horse again\n"),
            "with [PASSWORD], and [PASSWORD] again\n");
  EXPECT_EQ(redact("export A=\"quoted value\" # why\n", "a quoted value.\n"), "a [A].\n");
  EXPECT_EQ(redact("a-token-alone\n", "Bearer a-token-alone\n"), "Bearer [keys/a token]\n");
}

TEST(Redact, LeavesShortValuesAndOtherTextAlone) {
  EXPECT_EQ(redact("LEVEL=debug\n", "debug: LEVEL\n"), "debug: LEVEL\n");
  EXPECT_EQ(redact("", "anything\n"), "anything\n");
}

TEST(Redact, ShowsNothingIfItIsNotKnownWhatToReplace) {
  EXPECT_EQ(redact("PASSWORD=correct-horse\n", "with correct-horse\n", ""),
            "[not shown: the files of ENV_FILES and SECRET_FILES cannot be read]\n");
}

TEST(Redact, TakesValuesAsTheyAre) {
  EXPECT_EQ(redact("P=.*[a-z]+\\1&$(touch x)\n", "no match; .*[a-z]+\\1&$(touch x)!\n"), "no match; [P]!\n");
  EXPECT_EQ(redact("P=\xff\xfe'\"`12345\n", "a \xff\xfe'\"`12345 b\n"), "a [P] b\n");
  EXPECT_EQ(redact("A=12345678\nB=12345678-longer\n", "12345678-longer 12345678\n"), "[B] [A]\n");
}

TEST(Redact, KnowsEachLineOfAKey) {
  EXPECT_EQ(redact("-----BEGIN KEY-----\nMIIBOgIBAAJB\n-----END KEY-----\n", "x MIIBOgIBAAJB\n"),
            "x [keys/a token]\n");
}

TEST(Redact, KnowsWhatEscapesStandFor) {
  EXPECT_EQ(redact("K=\"first-line\\nsecond \\\"line\\\"\"\n", "second \"line\"\nfirst-line\n"),
            "[K]\n[K]\n");
}

}  // namespace
}  // namespace slipway::host
