#include "compose/interpolate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Environment some_variables() {
  Environment environment;
  environment.set("A", Text("a"));
  environment.set("EMPTY", Text(""));
  Text open;
  open.value = "v${HOST}";
  open.unknown = {"HOST"};
  environment.set("OPEN", open);
  return environment;
}

Text expand(std::string_view text) {
  const Environment environment = some_variables();
  auto result = Interpolator(environment).expand(text);
  EXPECT_TRUE(result) << result.error();
  return result ? *result : Text{};
}

TEST(Interpolate, ReplacesWhatIsKnown) {
  EXPECT_EQ(expand("$A-${A}.${A:-x}${A-x}${A:+x}${A+x}${A:?e}${A?e}").value, "a-a.aaxxaa");
  EXPECT_EQ(expand("[$EMPTY${EMPTY:-d}${EMPTY-d}${EMPTY:+r}${EMPTY+r}${EMPTY?e}]").value, "[dr]");
  EXPECT_EQ(expand("$$A $${A} $$").value, "$A ${A} $");
  EXPECT_TRUE(expand("${A}").known());
}

TEST(Interpolate, KeepsAnUnknownVariableVisible) {
  const Text text = expand("image:${TAG}-$TAG-${OTHER}");
  EXPECT_EQ(text.value, "image:${TAG}-${TAG}-${OTHER}");
  EXPECT_THAT(text.unknown, ElementsAre("TAG", "OTHER"));
  EXPECT_EQ(text.written, "image:${TAG}-$TAG-${OTHER}");
}

TEST(Interpolate, TakesTheDefaultOfAnUnknownVariableAndSaysSo) {
  const Text text = expand("${TAG:-${A}${X-y}}${SET:+r}");
  EXPECT_EQ(text.value, "ay");
  EXPECT_TRUE(text.known());
  EXPECT_THAT(text.assumed, ElementsAre("X", "TAG", "SET"));
}

TEST(Interpolate, IsOpenWhereTheValueOfAKnownVariableIs) {
  EXPECT_EQ(expand("${OPEN}").value, "v${HOST}");
  EXPECT_THAT(expand("${OPEN:-d}").unknown, ElementsAre("HOST"));
  EXPECT_THAT(expand("${OPEN-d}").unknown, ElementsAre("HOST"));
  EXPECT_THAT(expand("${OPEN+r}").unknown, IsEmpty());
}

TEST(Interpolate, CountsARequiredVariableThatIsUnknown) {
  const Environment environment = some_variables();
  Interpolator interpolator(environment);
  const auto text = interpolator.expand("${NEEDED:?say $A}");
  ASSERT_TRUE(text);
  EXPECT_THAT(text->unknown, ElementsAre("NEEDED"));
  const auto required = interpolator.take_required();
  ASSERT_EQ(required.size(), 1U);
  EXPECT_EQ(required[0].name, "NEEDED");
  EXPECT_EQ(required[0].message, "say a");
}

TEST(Interpolate, RefusesWhatComposeRefuses) {
  const Environment environment = some_variables();
  for (const char* text : {"${A", "${", "${}", "${5}", "${A!x}", "${A:x}", "${A b}", "${EMPTY:?}", "${-x}"}) {
    EXPECT_FALSE(Interpolator(environment).expand(text)) << text;
  }
}

TEST(Interpolate, LeavesALoneDollarSignAlone) {
  EXPECT_EQ(expand("$5 a$ $} $-").value, "$5 a$ $} $-");
}

TEST(Interpolate, EndsAWordAtItsOwnBrace) {
  EXPECT_EQ(expand("${X:-{a}}").value, "{a}");
  EXPECT_EQ(expand("${X:-${Y:-b}}c}").value, "bc}");
}

TEST(Interpolate, GivesUpOnDeepNestingAndOnTextsThatExplode) {
  std::string nested = "x";
  for (int i = 0; i < 100; ++i) {
    nested.insert(0, "${N:-").append("}");
  }
  Environment environment;
  EXPECT_FALSE(Interpolator(environment).expand(nested));
  environment.set("BIG", Text(std::string(100'000, 'x')));
  std::string many;
  for (int i = 0; i < 1000; ++i) {
    many += "$BIG";
  }
  EXPECT_FALSE(Interpolator(environment).expand(many));
}

}  // namespace
}  // namespace slipway::compose
