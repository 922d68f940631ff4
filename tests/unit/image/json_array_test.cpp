#include "image/go/json_array.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

using namespace slipway::image;
using ArrayOutcome = JsonArray::Outcome;

TEST(JsonArray, OnlyStrictJsonCounts) {
  for (const char* text :
       {"['a']", "[\"a\",]", "[\"a\"", "[\"a\"] x", "{\"a\":1}", "\"a\"", "[\"a\nb\"]", "[01]", "[1.]",
        "[1e999]", "[tru]", "[\"\\x\"]", "[\"\\u12\"]", "[,]", "[[]", "[{\"a\" 1}]", ""}) {
    EXPECT_EQ(parse_json_array(text).outcome, ArrayOutcome::not_an_array) << text;
  }
}

TEST(JsonArray, OtherElementsAreTold) {
  for (const char* text : {"[1]", "[\"a\", null]", "[[\"a\"]]", "[{\"a\": [1, {}]}]", "[-0.5e+3, true]"}) {
    EXPECT_EQ(parse_json_array(text).outcome, ArrayOutcome::other_elements) << text;
  }
}

TEST(JsonArray, EscapesAreResolvedAsGoResolvesThem) {
  const JsonArray array = parse_json_array(R"([ "\u00e9\ud83d\ude00", "\ud800x", "\/" ])");
  ASSERT_EQ(array.outcome, ArrayOutcome::array_of_strings);
  EXPECT_EQ(array.strings, (std::vector<std::string>{"é😀", "\xEF\xBF\xBDx", "/"}));
  EXPECT_EQ(parse_json_array("[\"\xFF\"]").strings, std::vector<std::string>{"\xEF\xBF\xBD"});
}

TEST(JsonArray, NestingWithoutEndIsRefusedWithoutRecursion) {
  EXPECT_EQ(parse_json_array(std::string(1000000, '[')).outcome, ArrayOutcome::not_an_array);
  EXPECT_EQ(parse_json_array(std::string(5000, '[') + std::string(5000, ']')).outcome,
            ArrayOutcome::other_elements);
  EXPECT_EQ(parse_json_array(std::string(10000, '[') + std::string(10000, ']')).outcome,
            ArrayOutcome::other_elements);
  EXPECT_EQ(parse_json_array(std::string(10001, '[') + std::string(10001, ']')).outcome,
            ArrayOutcome::not_an_array);
}

TEST(JsonArray, ANulOrAByteOrderMarkIsNoPartOfJson) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"[\"a\"]\0"sv, "[\"a\"]\0x"sv, "[\0]"sv, "\xEF\xBB\xBF[\"a\"]"sv}) {
    EXPECT_EQ(parse_json_array(text).outcome, ArrayOutcome::not_an_array);
  }
  EXPECT_EQ(json_object_string("{\"syntax\": \"x\"}\0"sv, "syntax"), std::nullopt);
}

TEST(JsonArray, HalvesOfSurrogatePairsAreEachReplaced) {
  const JsonArray array =
      parse_json_array(R"(["\ud83d\ud83d\ude00\ude00", "\\ud800", "\uD83Dx\uDE00", "\ud800"])");
  EXPECT_EQ(array.strings, (std::vector<std::string>{"\uFFFD😀\uFFFD", "\\ud800", "\uFFFDx\uFFFD", "\uFFFD"}));
  EXPECT_EQ(parse_json_array(R"(["\ud8"])").outcome, ArrayOutcome::not_an_array);
}

TEST(JsonArray, ObjectsGiveTheLastStringOfAKey) {
  EXPECT_EQ(json_object_string(R"({"syntax": 1, "a": [{}], "syntax": "x"})", "syntax"), "x");
  EXPECT_EQ(json_object_string(R"({"syntax": "x", "syntax": null})", "syntax"), std::nullopt);
  EXPECT_EQ(json_object_string(R"({"syntax": "x"} y)", "syntax"), std::nullopt);
  EXPECT_EQ(json_object_string("{}", "syntax"), std::nullopt);
}

}  // namespace
