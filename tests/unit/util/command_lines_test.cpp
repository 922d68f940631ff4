#include "util/command_lines.hpp"

#include "util/columns.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

using Lines = std::vector<std::string>;

TEST(CommandLines, EndInABackslashUntilTheLast) {
  EXPECT_EQ(command_lines("slipway logs --run 3", 40), Lines{"slipway logs --run 3"});
  EXPECT_EQ(command_lines("slipway deploy --overwrite-drift", 24),
            (Lines{"slipway deploy \\", "  --overwrite-drift"}));
  EXPECT_EQ(command_lines("a b c", 1), (Lines{"a \\", "  b \\", "  c"})) << "a word is never broken";
}

TEST(CommandLines, WhatIsInQuotesIsOneWord) {
  EXPECT_EQ(command_lines("ssh pi 'docker image prune --force'", 20),
            (Lines{"ssh pi \\", "  'docker image prune --force'"}));
  EXPECT_EQ(command_lines("x \"a \\\" b\" c\\ d e", 10), (Lines{"x \\", "  \"a \\\" b\" \\", "  c\\ d e"}));
}

TEST(CommandLines, AnExplanationHasLinesOfItsOwn) {
  EXPECT_EQ(command_lines("slipway deploy   (starts it)", 40), Lines{"slipway deploy   (starts it)"});
  EXPECT_EQ(command_lines("slipway logs --run 3   (correct what it shows, and deploy again)", 24),
            (Lines{"slipway logs --run 3", "  (correct what it", "  shows, and deploy", "  again)"}));
}

TEST(CommandLines, CanBePastedTogether) {
  const std::string command = "printf '<%s>' 'one two' three \"four  five\" six\\ seven eight";
  const auto whole = run({.argv = {"/bin/sh", "-c", command}}, "");
  for (std::size_t room = 1; room < command.size(); ++room) {
    const Lines lines = command_lines(command, room);
    const auto pasted = run({.argv = {"/bin/sh", "-c", join(lines, "\n")}}, "");
    EXPECT_EQ(pasted->out, whole->out) << room;
  }
}

TEST(CommandLines, ACommandIsKnownByItsProgram) {
  EXPECT_TRUE(is_command("slipway status"));
  EXPECT_TRUE(is_command("git config core.autocrlf false"));
  EXPECT_FALSE(is_command("correct that, and deploy again"));
  EXPECT_FALSE(is_command(""));
}

}  // namespace
}  // namespace slipway
