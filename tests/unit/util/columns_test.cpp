#include "util/columns.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Columns, CharactersAreCountedAsTerminalsDrawThem) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("é"), 1U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("\x1b[1;31mred\x1b[0m"), 3U);
  EXPECT_EQ(display_width(""), 0U);
}

TEST(Columns, WhatDoesNotFitIsCut) {
  EXPECT_EQ(fit("abc", 3), "abc");
  EXPECT_EQ(fit("abcd", 3), "ab…");
  EXPECT_EQ(fit("日本語", 4), "日…");
  EXPECT_EQ(fit("\x1b[31mabcd\x1b[0m", 3), "\x1b[31mab…\x1b[0m");
  EXPECT_EQ(fit("abc", 1), "…");
  EXPECT_EQ(fit("abc", 0), "");
}

TEST(Columns, ASubjectIsCutAndPrintable) {
  EXPECT_EQ(subject_text("Say \x1b[2J"), "Say \\x1b[2J");
  EXPECT_EQ(display_width(subject_text(std::string(5000, 'x'))), 72U);
  EXPECT_EQ(subject_text(std::string(73, 'x')), std::string(71, 'x') + "…");
  EXPECT_EQ(subject_text(std::string(72, 'x')), std::string(72, 'x'));
}

TEST(Columns, RowsStandUnderEachOther) {
  EXPECT_EQ(table_text({{"name", "n"}, {"é", "12"}, {"x"}}, "  ", {1}), "  name   n\n  é     12\n  x\n");
  EXPECT_EQ(table_text({}, "  "), "");
}

}  // namespace
}  // namespace slipway
