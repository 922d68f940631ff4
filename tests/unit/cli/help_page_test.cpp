#include "cli/help_page.hpp"

#include <gmock/gmock.h>

namespace slipway::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const CommandEntry build{"build",
                         "Build it",
                         false,
                         {{{"-h", "--help"}, "", {}, "Print this"},
                          {{"--how"}, "TEXT", {"fast", "slow"}, "How fast"},
                          {{"--from"}, "TEXT", {}, "Where from", true},
                          {{"files"}, "TEXT", {}, "Which", false, true}}};

TEST(OptionsTable, HasWordsFirstAndEverythingThatIsDeclared) {
  EXPECT_EQ(options_table(build),
            "| option | meaning |\n| --- | --- |\n"
            "| `files TEXT ...` | Which |\n"
            "| `-h,--help` | Print this |\n"
            "| `--how TEXT:{fast,slow}` | How fast |\n"
            "| `--from TEXT REQUIRED` | Where from |\n");
}

TEST(Roff, SetsTextAsItIs) {
  EXPECT_EQ(roff_from_markdown("`--a` and **b** and *c* and [d](e.md), 1 * 2, `*.md` \\n\n"),
            "\\fB\\-\\-a\\fR and \\fBb\\fR and \\fIc\\fR and d, 1 * 2, \\fB*.md\\fR \\en\n");
  EXPECT_EQ(roff_from_markdown(".slipway is a directory\n"), "\\&.slipway is a directory\n");
}

TEST(Roff, KeepsCodeAsItIsWritten) {
  EXPECT_EQ(roff_from_markdown("Run:\n\n    a\n\n      *b*\n    .c\n\nThen.\n"),
            "Run:\n.PP\n.RS 4\n.nf\na\n\n  *b*\n\\&.c\n.fi\n.RE\n.PP\nThen.\n");
}

TEST(Roff, MakesListsOfTablesAndOfLists) {
  EXPECT_EQ(roff_from_markdown("| a | b |\n| --- | --- |\n| `x` | y \\| z |\n"), ".TP\n\\fBx\\fR\ny | z\n");
  EXPECT_EQ(roff_from_markdown("1. one\n- two\n"), ".IP 1. 4\none\n.IP \\(bu 4\ntwo\n");
  EXPECT_EQ(roff_from_markdown("## What it does\n"), ".SH \"WHAT IT DOES\"\n");
}

TEST(ManualPage, HasTheTextBelowTheOptionsOfTheReferencePage) {
  const std::string page = manual_page(
      {build}, build, "1.2",
      "# slipway build\n\nBuilds.\n\n    slipway build --from <x>\n\n## Options\n\n| o |\n\n## Use\n\nGo.\n");
  EXPECT_THAT(page, HasSubstr(".TH SLIPWAY\\-BUILD 1 \"\" \"Slipway 1.2\""));
  EXPECT_THAT(page, HasSubstr("slipway\\-build \\- Build it\n"));
  EXPECT_THAT(page, HasSubstr("slipway build \\-\\-from <x>"));
  EXPECT_THAT(page, HasSubstr(".SH \"USE\"\nGo.\n"));
  EXPECT_THAT(page, Not(HasSubstr("| o |")));
}

}  // namespace
}  // namespace slipway::cli
