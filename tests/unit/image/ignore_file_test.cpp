#include "image/ignore/ignore_file.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {
namespace {

std::vector<IgnoreLine> lines_of(std::string_view bytes) {
  const auto file = read_ignore_file(bytes, ".dockerignore");
  EXPECT_TRUE(file);
  return file ? file->lines : std::vector<IgnoreLine>();
}

using Lines = std::vector<IgnoreLine>;

TEST(IgnoreFile, KeepsTheNumbersOfItsLines) {
  EXPECT_EQ(lines_of("# a comment\n\na\r\n  b/ \n"), (Lines{{"a", 3}, {"b", 4}}));
}

TEST(IgnoreFile, TakesForACommentOnlyWhatStartsInTheFirstColumn) {
  EXPECT_EQ(lines_of(" #x\n"), (Lines{{"#x", 1}}));
  EXPECT_EQ(lines_of("!#x\n"), (Lines{{"!#x", 1}}));
}

TEST(IgnoreFile, DropsAByteOrderMarkFromTheFirstLineOnly) {
  EXPECT_EQ(lines_of("\ufeff# x\n\ufeffa"), (Lines{{"\ufeffa", 2}}));
}

TEST(IgnoreFile, TrimsUnicodeWhiteSpaceOnBothSidesOfAnExclamationMark) {
  EXPECT_EQ(lines_of("\u3000!\u00a0a\u2003"), (Lines{{"!a", 1}}));
  EXPECT_EQ(lines_of("\u200ba"), (Lines{{"\u200ba", 1}}));
}

TEST(IgnoreFile, CleansPathsAndTakesOneLeadingSlashOff) {
  EXPECT_EQ(lines_of("//a/./b/../c/\n!/a\n/\n../a\nx/../!b"),
            (Lines{{"a/c", 1}, {"!a", 2}, {"/", 3}, {"../a", 4}, {"!b", 5}}));
}

TEST(IgnoreFile, DoesNotBreakLinesAtALoneCarriageReturn) {
  EXPECT_EQ(lines_of("a\rb\rc\r"), (Lines{{"a\rb\rc", 1}}));
}

TEST(IgnoreFile, RefusesALineThatDockerCannotHold) {
  const std::string longest(65535, 'x');
  EXPECT_EQ(lines_of(longest).size(), 1U);
  EXPECT_EQ(lines_of("a\n" + longest + "\nb").size(), 3U);
  const auto refused = read_ignore_file("a\n#" + longest + "\n", "Dockerfile.dockerignore");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::refused);
  EXPECT_EQ(refused.error().because, "line 2 has 65536 bytes (Docker: bufio.Scanner: token too long)");
}

}  // namespace
}  // namespace slipway::image
