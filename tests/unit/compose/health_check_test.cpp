#include "compose/health_check.hpp"

#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

bool shell_can_fail(const char* script) {
  return !why_it_cannot_fail({"CMD-SHELL", script});
}

TEST(HealthCheck, KnowsCommandsThatAlwaysSucceed) {
  EXPECT_FALSE(shell_can_fail("true"));
  EXPECT_FALSE(shell_can_fail(":"));
  EXPECT_FALSE(shell_can_fail("exit 0"));
  EXPECT_FALSE(shell_can_fail("/bin/true"));
  EXPECT_FALSE(shell_can_fail("echo ok"));
  EXPECT_FALSE(shell_can_fail("! false"));
  EXPECT_FALSE(why_it_cannot_fail({"CMD", "true"}) == std::nullopt);
  EXPECT_FALSE(why_it_cannot_fail({"CMD", "sh", "-c", "exit 0"}) == std::nullopt);
  EXPECT_FALSE(why_it_cannot_fail({"CMD", "/bin/sh", "-c", "curl x || true"}) == std::nullopt);
}

TEST(HealthCheck, KnowsPythonThatOnlyExits) {
  EXPECT_FALSE(why_it_cannot_fail({"CMD", "python", "-c", "import sys; sys.exit(0)"}) == std::nullopt);
  EXPECT_FALSE(why_it_cannot_fail({"CMD", "/usr/bin/python3", "-c", "import sys;sys.exit()"}) ==
               std::nullopt);
  EXPECT_FALSE(shell_can_fail("python -c \"import sys; sys.exit(0)\""));
  EXPECT_FALSE(shell_can_fail("python3 -c 'pass'"));
  EXPECT_TRUE(shell_can_fail("python -c 'import orac; sys.exit(0)'"));
  EXPECT_TRUE(shell_can_fail("python -c 'import sys; sys.exit(1)'"));
  EXPECT_TRUE(shell_can_fail("python -c 'import sys; check(); sys.exit(0)'"));
  EXPECT_TRUE(why_it_cannot_fail({"CMD", "python", "check.py"}) == std::nullopt);
}

TEST(HealthCheck, FollowsListsOfCommands) {
  EXPECT_FALSE(shell_can_fail("curl -f http://localhost || true"));
  EXPECT_FALSE(shell_can_fail("curl -fs http://localhost >/dev/null 2>&1 || exit 0"));
  EXPECT_FALSE(shell_can_fail("curl -f x; true"));
  EXPECT_FALSE(shell_can_fail("curl -f x\ntrue"));
  EXPECT_FALSE(shell_can_fail("curl -f x; exit 0; false"));
  EXPECT_FALSE(shell_can_fail("pgrep x | true"));
  EXPECT_FALSE(shell_can_fail("sleep 1 &"));
  EXPECT_FALSE(shell_can_fail("a && b || true"));
  EXPECT_TRUE(shell_can_fail("curl -f http://localhost || exit 1"));
  EXPECT_TRUE(shell_can_fail("curl -f http://localhost"));
  EXPECT_TRUE(shell_can_fail("a || true && b"));
  EXPECT_TRUE(shell_can_fail("a && true"));
  EXPECT_TRUE(shell_can_fail("true && a"));
  EXPECT_TRUE(shell_can_fail("true; a"));
  EXPECT_TRUE(shell_can_fail("a || exit 1; true"));
  EXPECT_TRUE(shell_can_fail("a | b"));
  EXPECT_TRUE(shell_can_fail("x | exit 0; false"));
}

TEST(HealthCheck, IsSilentWhereItIsNotCertain) {
  EXPECT_TRUE(shell_can_fail("set -e; a; true"));
  EXPECT_TRUE(shell_can_fail("if a; then true; fi"));
  EXPECT_TRUE(shell_can_fail("exit $(check)"));
  EXPECT_TRUE(shell_can_fail("exit $STATUS"));
  EXPECT_TRUE(shell_can_fail("exit"));
  EXPECT_TRUE(shell_can_fail("$COMMAND || false"));
  EXPECT_TRUE(shell_can_fail("true > /data/alive"));
  EXPECT_TRUE(shell_can_fail("(exit 0)"));
  EXPECT_TRUE(shell_can_fail("`true`"));
  EXPECT_TRUE(shell_can_fail("trap x EXIT; true"));
  EXPECT_TRUE(why_it_cannot_fail({"CMD", "exit", "0"}) == std::nullopt) << "there is no such program";
  EXPECT_TRUE(why_it_cannot_fail({"NONE"}) == std::nullopt);
  EXPECT_TRUE(why_it_cannot_fail({}) == std::nullopt);
  EXPECT_TRUE(why_it_cannot_fail({"CMD"}) == std::nullopt);
}

TEST(HealthCheck, IsOnlyCalledSureToSucceedWhereAShellSucceeds) {
  for (const char* script : {"",
                             "'",
                             "\"",
                             "\\",
                             "||",
                             "&&",
                             "|",
                             ";",
                             "&",
                             ">",
                             ">&",
                             "!",
                             "\"\\",
                             "a '",
                             "# true",
                             "true '",
                             "true ||",
                             "true;;",
                             "exit 1",
                             "! :",
                             "true | false",
                             "! true",
                             "false",
                             "true | !",
                             "exit 0; '",
                             "echo \"",
                             ": >",
                             "false; exit",
                             "true)",
                             "(true",
                             "true; exit 3",
                             "true && & :",
                             "true; ; true",
                             "& true",
                             "true & & true",
                             "true || ; :"}) {
    if (!shell_can_fail(script)) {
      const auto finished = run({.argv = {"/bin/sh", "-c", script}});
      ASSERT_TRUE(finished) << script;
      EXPECT_TRUE(finished->ok()) << script << ": " << finished->err;
    }
  }
}

}  // namespace
}  // namespace slipway::compose
