#include "report/page.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

Page sample(const PageStyle& style) {
  Page page(style);
  page.title({{"web on pi: "}, {"full", Tint::yellow}});
  page.subtitle("what it means");
  page.row({"because", Tint::dim}, {"full", Tint::yellow}, 11, "requirements.txt: a dependency manifest");
  page.row({"because", Tint::dim}, {"cached", Tint::green}, 11, "docs/a.md: ignored");
  page.row({"note"}, "one");
  page.below("more of it");
  return page;
}

TEST(Page, WithoutAWidthLinesStayWhole) {
  EXPECT_EQ(sample({}).text(),
            "web on pi: full\n"
            "  what it means\n"
            "  because  full         requirements.txt: a dependency manifest\n"
            "           cached       docs/a.md: ignored\n"
            "  note     one\n"
            "           more of it\n");
}

TEST(Page, WrapsBetweenWordsUnderTheText) {
  EXPECT_EQ(sample({.width = 50}).text(),
            "web on pi: full\n"
            "  what it means\n"
            "  because  full         requirements.txt: a\n"
            "                        dependency manifest\n"
            "           cached       docs/a.md: ignored\n"
            "  note     one\n"
            "           more of it\n");
}

TEST(Page, RunsTextInWithItsKeyWhereColumnsLeaveNoRoom) {
  EXPECT_EQ(sample({.width = 40}).text(),
            "web on pi: full\n"
            "  what it means\n"
            "  because full: requirements.txt: a\n"
            "    dependency manifest\n"
            "  because cached: docs/a.md: ignored\n"
            "  note     one\n"
            "           more of it\n");
}

TEST(Page, LeavesAWordWholeThatFitsOnNoLine) {
  Page page({.width = 20});
  page.subtitle("a " + std::string(25, 'x') + " y");
  EXPECT_EQ(page.text(), "  a\n  " + std::string(25, 'x') + "\n  y\n");
}

TEST(Page, CountsCodePoints) {
  EXPECT_EQ(columns_of("Grüße"), 5U);
  Page page({.width = 20});
  page.subtitle("äääääääääääää ääää äää");
  EXPECT_EQ(page.text(), "  äääääääääääää ääää\n  äää\n");
}

TEST(Page, ACommandOfAFixCanBePastedFromItsLines) {
  Page page({.width = 30});
  page.fix({"fix"}, "git rm -r --cached big-directory another");
  page.fix({"fix"}, "or take it out of the build context");
  page.row({"note"}, "one");
  page.fix_below("fix: ", "git rm -r --cached big-directory");
  EXPECT_EQ(page.text(),
            "  fix      git rm -r \\\n             --cached \\\n             big-directory \\\n             "
            "another\n"
            "           or take it out of\n           the build context\n"
            "  note     one\n"
            "           fix: git rm -r \\\n                  --cached \\\n                  big-directory\n");
}

TEST(Page, ColoursOnlyWhereAskedAndPutsNoEscapeThrough) {
  Page page({.colour = true});
  page.row({"because", Tint::dim}, {"full", Tint::yellow}, 6, "a\x1b[2Jb");
  EXPECT_EQ(page.text(), "  \x1b[2mbecause\x1b[0m  \x1b[33mfull\x1b[0m    a\\x1b[2Jb\n");
}

TEST(Page, CanBeCut) {
  Page page = sample({});
  EXPECT_EQ(page.lines(), 6U);
  page.cut(1);
  EXPECT_EQ(page.text(), "web on pi: full\n");
}

}  // namespace
}  // namespace slipway::report
