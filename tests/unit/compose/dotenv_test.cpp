#include "compose/dotenv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Environment read_variables(std::string_view text, const Environment& surroundings = {}) {
  auto result = read_dotenv(text, surroundings, ".env");
  EXPECT_TRUE(result) << result.error().because;
  return result ? *result : Environment{};
}

std::string value_of(const Environment& environment, const char* name) {
  const Text* found = environment.find(name);
  return found != nullptr ? found->value : "(absent)";
}

TEST(Dotenv, ReadsQuotesCommentsAndExport) {
  const auto variables = read_variables(
      "# comment\n\nA=plain # after\nB='$A \\n'\nC=\"$A\\t\\\"x\\\"\"\nexport D=d\nE: "
      "yaml\nF=\nG=\"two\nlines\"\n"
      "H=a#b\r\nexported=1\n");
  EXPECT_EQ(value_of(variables, "A"), "plain");
  EXPECT_EQ(value_of(variables, "B"), "$A \\n");
  EXPECT_EQ(value_of(variables, "C"), "plain\t\"x\"");
  EXPECT_EQ(value_of(variables, "D"), "d");
  EXPECT_EQ(value_of(variables, "E"), "yaml");
  EXPECT_EQ(value_of(variables, "F"), "");
  EXPECT_EQ(value_of(variables, "G"), "two\nlines");
  EXPECT_EQ(value_of(variables, "H"), "a#b");
  EXPECT_EQ(value_of(variables, "exported"), "1");
}

TEST(Dotenv, KnowsWhatABackslashDoesInEitherQuotes) {
  const auto variables =
      read_variables("A='a\\'b\\n\\\\'\nB=\"a\\\\\"\nC=\"\\\"\\\\n\\$X\\q\"\nD='open $ {'\n");
  EXPECT_EQ(value_of(variables, "A"), "a'b\\n\\\\");
  EXPECT_EQ(value_of(variables, "B"), "a\\");
  EXPECT_EQ(value_of(variables, "C"), "\"\\n$X\\q");
  EXPECT_EQ(value_of(variables, "D"), "open $ {");
}

TEST(Dotenv, LooksVariablesUpInTheSurroundingsFirst) {
  Environment surroundings;
  surroundings.set("A", Text("outer"));
  const auto variables = read_variables("A=inner\nB=$A\nPASSED\nC=1\nC=2\nD=$C\n", surroundings);
  EXPECT_EQ(value_of(variables, "B"), "outer");
  EXPECT_EQ(value_of(variables, "D"), "2");
  EXPECT_EQ(value_of(variables, "PASSED"), "(absent)");
  EXPECT_EQ(value_of(read_variables("A\n", surroundings), "A"), "outer");
}

TEST(Dotenv, LeavesOpenWhatNobodySets) {
  const auto variables = read_variables("A=x-${HOSTNAME}\nB=${A}\n");
  ASSERT_NE(variables.find("B"), nullptr);
  EXPECT_EQ(variables.find("B")->value, "x-${HOSTNAME}");
  EXPECT_THAT(variables.find("B")->unknown, ElementsAre("HOSTNAME"));
}

TEST(Dotenv, NamesFileAndLineOfWhatItRefuses) {
  const Environment nothing;
  for (const char* text : {"A=1\nB=\"open\n", "A=1\nTWO WORDS=x\n", "A=1\nB!=x\n", "A=1\nB=${\n"}) {
    const auto result = read_dotenv(text, nothing, "conf/.env");
    ASSERT_FALSE(result) << text;
    EXPECT_THAT(result.error().because, HasSubstr("conf/.env:2"));
    EXPECT_EQ(result.error().code, ExitCode::refused);
  }
}

TEST(Dotenv, SurvivesOddEnds) {
  for (const char* text :
       {"", "\xEF\xBB\xBF", "A", "export", "export ", "=", ":", "A=\"", "A='\\", "#", "\"", "1A=x"}) {
    const Environment nothing;
    static_cast<void>(read_dotenv(text, nothing, ".env"));
  }
  EXPECT_EQ(value_of(read_variables("\xEF\xBB\xBF"
                                    "A=1"),
                     "A"),
            "1");
}

}  // namespace
}  // namespace slipway::compose
