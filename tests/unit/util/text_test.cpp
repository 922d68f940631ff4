#include "util/text.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Printable, OrdinaryTextIsLeftAlone) {
  for (const char* text : {"", "plain", "ünï ☃ 🚢", "a'b\"c\\d"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, NothingCanMoveTheCursor) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(printable("a\rb\bc\x07"), "a\\x0db\\x08c\\x07");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("a\nb\tc"), "a\\x0ab\\x09c");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b2J")
      << "C1 controls act as ESC [ on some terminals";
  EXPECT_EQ(printable("\xc2\xa0"), "\xc2\xa0") << "the first character after the C1 controls";
}

TEST(Printable, BytesThatAreNotUtf8AreWrittenOut) {
  EXPECT_EQ(printable("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(printable("\xc3"), "\\xc3") << "cut short";
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(printable("\xe0\x80\x80"), "\\xe0\\x80\\x80") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "past U+10FFFF";
  EXPECT_EQ(printable("\xff"
                      "a"),
            "\\xff"
            "a");
}

TEST(Printable, LinesKeepNewlinesAndTabs) {
  EXPECT_EQ(printable_lines("a\n\tb\r\x1b[0m"), "a\n\tb\\x0d\\x1b[0m");
}

TEST(Printable, ColoursPassAndNothingElse) {
  EXPECT_EQ(printable_with_colour("\x1b[1;31mred\x1b[0m\x1b[m"), "\x1b[1;31mred\x1b[0m\x1b[m");
  EXPECT_EQ(printable_with_colour("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(printable_with_colour("\x1b[31"), "\\x1b[31") << "no end";
  EXPECT_EQ(printable_with_colour("\x1b[?25lm"), "\\x1b[?25lm") << "a private sequence that holds an m";
  EXPECT_EQ(printable_with_colour("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable_with_colour("\x1b[31;\x1b[2Jm"), "\\x1b[31;\\x1b[2Jm");
}

TEST(Utf8, WellFormedOnly) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xf4\x8f\xbf\xbf\xef\xbf\xbf\xed\x9f\xbf"));
  for (const char* text : {"\x80", "\xc1\xbf", "\xe2\x82", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\xff"}) {
    EXPECT_FALSE(is_utf8(text)) << printable(text);
  }
}

TEST(Text, TrimSplitJoin) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("", '\n'), std::vector<std::string>{});
  EXPECT_EQ(split("a\n\nb\n", '\n'), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split(std::string_view("a\0b", 3), '\0'), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, CountsAndSizes) {
  EXPECT_EQ(count_of(1, "file"), "1 file");
  EXPECT_EQ(count_of(0, "file"), "0 files");
  EXPECT_EQ(count_of(2, "entry", "entries"), "2 entries");
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(9949), "9.9 kB");
  EXPECT_EQ(bytes_text(9950), "10 kB");
  EXPECT_EQ(bytes_text(999'499), "999 kB");
  EXPECT_EQ(bytes_text(999'500), "1.0 MB");
  EXPECT_EQ(bytes_text(UINT64_MAX), "18447 PB");
}

TEST(Text, DurationsNeverReadSixtySeconds) {
  EXPECT_EQ(duration_text(0.44), "0.4 s");
  EXPECT_EQ(duration_text(-1), "0.0 s");
  EXPECT_EQ(duration_text(9.96), "10 s");
  EXPECT_EQ(duration_text(59.6), "1 min 0 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(3599.7), "1 h 0 min");
  EXPECT_EQ(duration_text(7384), "2 h 3 min");
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("deploy", ""), 6U);
  EXPECT_EQ(edit_distance("depoly", "deploy"), 2U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace slipway
