#include "image/go/pattern.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What the patterns of ignore files do with names, one pattern a row and one name a column: `x` where it
// matches. The answers are those of moby/patternmatcher, compiled with Go 1.19. `fails` is a pattern that
// passes the check of the file and fails the build when it is used.

namespace slipway::image {
namespace {

// clang-format off
const std::vector<std::string> names = {
    "a", "b", "ab", "aa", "aab", "A", "1", "12", "a1", "_", " ", "a b", "a/b", "aa/b", "b/x", "a.md",
    "a.{md,py}", "a|b", "a^b", "a$", "{", "a{2}", "a]", "a-b", "\\", "\n", "a\nb", "\x07", "é", "aé",
    "é1", "☺", "ü/a", "\xff", "a\xff", "-", "!a", "AB", "\x0b", "\t"};

struct Row {
  std::string pattern;
  std::string_view answers;
};

const std::vector<Row> rows = {
    {R"(zz|*)", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
    {R"(a|b*)", "xxxxx...x..xxx.xxxxx.xxx..x..x....x....."},
    {R"(*|)", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
    {R"(|)", "........................................"},
    {R"(a|*b)", "xxxxx...x..xxx.xxxxx.xxx..x..x....x....."},
    {R"(*a|b/x)", "x.xxx...x..xxxxxxxxx.xxx..x..x....x.x..."},
    {R"(a{2}*)", "...xx..................................."},
    {R"(*a{2})", "...x...................................."},
    {R"([a]{1,2})", "x..x...................................."},
    {R"(?{2})", "..xx...xx..........x..x......xx...x.xx.."},
    {R"(?{2,})", "..xxx..xx..x...xxxxx.xxx..x..xx...x.xx.."},
    {R"(?{,2})", "........................................"},
    {R"(?{0})", "........................................"},
    {R"(?{0,1})", "xx...xx..xx.........x...xx.xx..x.x.x..xx"},
    {R"(*.{md,py})", "................x......................."},
    {R"({*)", "....................x..................."},
    {R"(*})", "................x....x.................."},
    {R"(a{2})", ".....................x.................."},
    {R"(?{02})", "........................................"},
    {R"(\d*)", "......xx................................"},
    {R"(\D*)", "xxxxxx..xxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"(\w*)", "xxxxxxxxxx.x...xxxxx.xxx..x..x....x..x.."},
    {R"(\W*)", "..........x.........x...xx.xx.xx.x.xx.xx"},
    {R"(\s*)", "..........x..............x.............x"},
    {R"(\S*)", "xxxxxxxxxx.x...xxxxxxxxxx.xxxxxx.xxxxxx."},
    {R"(a\b*)", "x..........x...xxxxx.xxx..x..x....x....."},
    {R"(a\B*)", "..xxx...x..............................."},
    {R"(\b*)", "xxxxxxxxxx.x...xxxxx.xxx..x..x....x..x.."},
    {R"(*\b)", "xxxxxxxxxx.x...x.xx....x..x...x.....xx.."},
    {R"(?\b?)", "...................x..x......xx...x.x..."},
    {R"(\x41*)", ".....x...............................x.."},
    {R"(\x{41}*)", ".....x...............................x.."},
    {R"(\x{e9}*)", "............................x.x........."},
    {R"(\101*)", ".....x...............................x.."},
    {R"(\0101*)", "........................................"},
    {R"(\07*)", "...........................x............"},
    {R"(\a*)", "...........................x............"},
    {R"(\n*)", ".........................x.............."},
    {R"(*\n*)", ".........................xx............."},
    {R"(\v*)", "......................................x."},
    {R"(\t*)", ".......................................x"},
    {R"(\A?)", "xx...xx..xx.........x...xx.xx..x.x.x..xx"},
    {R"(?\z)", "xx...xx..xx.........x...xx.xx..x.x.x..xx"},
    {R"(\z?)", "........................................"},
    {R"(\Q*)", "........................................"},
    {R"(\Qa\E?)", "..xx....x..........x..x......x....x....."},
    {R"(\Q*\E)", "........................................"},
    {R"(\pL*)", "xxxxxx..x..x...xxxxx.xxx..x.xxx...x..x.."},
    {R"(\PL*)", "......xx.xx.........x...xx.x...x.x.xx.xx"},
    {R"(\p{L}{2})", "..xx.........................x.......x.."},
    {R"(\p{^L}*)", "......xx.xx.........x...xx.x...x.x.xx.xx"},
    {R"(\p{Nd}*)", "......xx................................"},
    {R"([\pL\d]*)", "xxxxxxxxx..x...xxxxx.xxx..x.xxx...x..x.."},
    {R"([^\pL]*)", "......xx.xx.........x...xx.x...x.x.xx.xx"},
    {R"(\p{Any}*)", "xxxxxxxxxxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"([[:digit:]]*)", "......xx................................"},
    {R"([[:^digit:]]*)", "xxxxxx..xxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"([[:alpha:][:digit:]]*)", "xxxxxxxxx..x...xxxxx.xxx..x..x....x..x.."},
    {R"([[:space:]]*)", "..........x..............x............xx"},
    {R"([[:word:]]*)", "xxxxxxxxxx.x...xxxxx.xxx..x..x....x..x.."},
    {R"([[:punct:]]*)", ".........x..........x...x..........xx..."},
    {R"([[:upper:]]*)", ".....x...............................x.."},
    {R"([[:cntrl:]])", ".........................x.x..........xx"},
    {R"([[:graph:]])", "xx...xx..x..........x...x..........x...."},
    {R"([[:ascii:]])", "xx...xx..xx.........x...xx.x.......x..xx"},
    {R"([:alpha:])", "x......................................."},
    {R"(a^b*)", "........................................"},
    {R"(^a)", "........................................"},
    {R"(^a*)", "x.xxx...x..x...xxxxx.xxx..x..x....x....."},
    {R"(*^)", "........................................"},
    {R"([!a]*)", "x.xxx...x..x...xxxxx.xxx..x..x....x.x..."},
    {R"([^a]*)", ".x...xxx.xx.........x...xx.xx.xx.x.xxxxx"},
    {R"([^a])", ".x...xx..xx.........x...xx.xx..x.x.x..xx"},
    {R"(a[^a]b)", "...........xx....xx....x..x............."},
    {R"([a-b]?)", "..xx....x..........x..x......x....x....."},
    {R"([\d]*)", "......xx................................"},
    {R"([^\d]*)", "xxxxxx..xxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"([\x41-B]*)", ".....x...............................x.."},
    {R"([\]])", "........................................"},
    {R"(a[\]])", "......................x................."},
    {R"([-a]*)", "syntax error in pattern"},
    {R"([a\-b]*)", "xxxxx...x..x...xxxxx.xxx..x..x....xx...."},
    {R"([*])", "........................................"},
    {R"([a*]*)", "......................x................."},
    {R"([?])", "........................................"},
    {R"([a?])", "......................x................."},
    {R"([**])", "........................................"},
    {R"([a**]*)", "x.xxx...x..x...xxxxx.xxx..x..x....x....."},
    {R"([.]*)", "........................................"},
    {R"([$])", "........................................"},
    {R"(a[$])", "...................x...................."},
    {R"([a]])", "......................x................."},
    {R"(a])", "......................x................."},
    {R"([[])", "........................................"},
    {R"(\{*)", "....................x..................."},
    {R"(a\|b)", ".................x......................"},
    {R"(\*)", "........................................"},
    {R"(\?)", "........................................"},
    {R"(\[)", "........................................"},
    {R"(\\)", "........................x..............."},
    {R"(\-*)", "...................................x...."},
    {R"(\!a)", "....................................x..."},
    {R"(\ *)", "..........x............................."},
    {R"(\é*)", "fails"},
    {R"(é*)", "............................x.x........."},
    {R"(*é)", "............................xx.........."},
    {R"([é-ü]*)", "............................x.x........."},
    {R"([☺])", "...............................x........"},
    {R"(?)", "xx...xx..xx.........x...xx.xx..x.x.x..xx"},
    {R"(??)", "..xx...xx..........x..x......xx...x.xx.."},
    {R"(*)", "xxxxxxxxxxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"(*?)", "xxxxxxxxxxxx...xxxxxxxxxxxxxxxxx.xxxxxxx"},
    {R"(?*?)", "..xxx..xx..x...xxxxx.xxx..x..xx...x.xx.."},
    {R"(**a)", "x..x............................x...x..."},
    {R"(**/b)", ".x..........xx.........................."},
    {R"(**/?)", "xx...xx..xx.xxx.....x...xx.xx..xxx.x..xx"},
    {R"(a**)", "x.xxx...x..xxx.xxxxx.xxx..x..x....x....."},
    {R"(*/b)", "............xx.........................."},
    {R"(a/*)", "............x..........................."},
    {R"(a[/]b)", "............x..........................."},
    {R"(*\/b)", "............xx.........................."},
    {R"(**?)", "xx...xx..xx.xxx.....x...xx.xx..xxx.x..xx"},
    {R"(**\a)", "...........................x............"},
    {R"([z-a])", "fails"},
    {R"(\y*)", "fails"},
    {R"(\8*)", "fails"},
    {R"(\1*)", "fails"},
    {R"(\x4*)", "fails"},
    {R"(\x{110000}*)", "fails"},
    {R"(\C*)", "fails"},
    {R"(\E*)", "fails"},
    {R"(\Z*)", "fails"},
    {R"(\p*)", "fails"},
    {R"([[:bogus:]])", "fails"},
    {R"([a-\d])", "fails"},
    {R"(*{2})", "fails"},
    {R"(**{2})", ".....................x.................."},
    {R"(a{2}{3}?)", "fails"},
    {R"(?{1001})", "fails"},
    {R"(?{2,1})", "fails"},
    {R"(|{2}?)", "fails"},
    {R"([\8])", "fails"},
};
// clang-format on

std::string answers_of(std::string_view text) {
  std::size_t instructions = pattern_instruction_budget;
  const auto pattern = Pattern::parse(text, instructions);
  if (!pattern) {
    return pattern.error();
  }
  if (!pattern->has_value()) {
    return "blank";
  }
  if (!(*pattern)->broken().empty()) {
    return "fails";
  }
  std::string answers;
  for (const std::string& name : names) {
    switch ((*pattern)->match(name)) {
      case Possible::yes:
        answers += 'x';
        break;
      case Possible::no:
        answers += '.';
        break;
      case Possible::either:
        answers += '?';
        break;
    }
  }
  return answers;
}

TEST(PatternTable, AnswersAsDockerDoes) {
  for (const Row& row : rows) {
    EXPECT_EQ(answers_of(row.pattern), row.answers) << row.pattern;
  }
}

TEST(PatternTable, ReadingInPiecesAnswersTheSame) {
  for (const Row& row : rows) {
    std::size_t instructions = pattern_instruction_budget;
    const auto pattern = Pattern::parse(row.pattern, instructions);
    if (!pattern || !(*pattern)->broken().empty()) {
      continue;
    }
    for (const std::string& name : names) {
      Pattern::Cursor cursor = (*pattern)->start();
      for (std::size_t i = 0; i < name.size();) {
        // Never inside a code point.
        std::size_t end = i + 1;
        while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80) {
          ++end;
        }
        cursor = (*pattern)->advance(cursor, std::string_view(name).substr(i, end - i));
        i = end;
      }
      EXPECT_EQ((*pattern)->accepts(cursor, name), (*pattern)->match(name)) << row.pattern << " on " << name;
    }
  }
}

}  // namespace
}  // namespace slipway::image
