#include "image/go/code_points.hpp"

#include <gtest/gtest.h>

namespace {

using namespace slipway::image;

TEST(CodePoints, InvalidBytesAreReplacementCharactersOfWidthOne) {
  for (const char* text : {"\xFF", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
    const CodePoint point = decode_code_point(text, 0);
    EXPECT_EQ(point.value, 0xFFFDU) << text;
    EXPECT_EQ(point.width, 1U) << text;
  }
}

TEST(CodePoints, SurviveEncodingAndDecoding) {
  for (const char32_t value : {U'a', U'é', U'한', U'😀', char32_t{0x10FFFF}}) {
    std::string text;
    append_code_point(text, value);
    EXPECT_EQ(decode_code_point(text, 0).value, value);
    EXPECT_EQ(decode_code_point(text, 0).width, text.size());
  }
  std::string surrogate;
  append_code_point(surrogate, 0xD800);
  EXPECT_EQ(surrogate, "\xEF\xBF\xBD");
}

TEST(CodePoints, AreClassifiedAsGoDoes) {
  EXPECT_TRUE(is_space(0xA0));
  EXPECT_TRUE(is_space(0x85));
  EXPECT_TRUE(is_space(0x2003));
  EXPECT_FALSE(is_space(0x200B));
  EXPECT_TRUE(is_letter(U'ß'));
  EXPECT_TRUE(is_letter(U'한'));
  EXPECT_FALSE(is_letter(U'_'));
  EXPECT_FALSE(is_letter(U'1'));
  EXPECT_TRUE(is_digit(U'٣'));
  EXPECT_FALSE(is_digit(U'Ⅷ'));
  EXPECT_FALSE(is_letter(0x110000));
}

TEST(CodePoints, TrimmingKnowsWhiteSpaceBeyondAscii) {
  EXPECT_EQ(trim_space("\xC2\xA0 a b \xE3\x80\x80\n"), "a b");
  EXPECT_EQ(trim_space(" \t "), "");
  EXPECT_EQ(trim_left_space("\xE2\x80\x83x "), "x ");
  EXPECT_EQ(trim_space("\x80"), "\x80");
}

TEST(CodePoints, CaseIsThatOfAsciiLetters) {
  EXPECT_EQ(to_lower("RuN É"), "run É");
  EXPECT_EQ(to_upper("copy ß"), "COPY ß");
  EXPECT_TRUE(equal_fold("As", "aS"));
  EXPECT_FALSE(equal_fold("as", "ass"));
}

}  // namespace
