#include "compose/yaml_reader.hpp"

#include "compose/plain_scalar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Origin> origin() {
  return std::make_shared<const Origin>(Origin{"compose.yaml", ""});
}

std::string read(const std::string& text) {
  const auto documents = read_yaml(text, origin());
  EXPECT_TRUE(documents) << documents.error().because;
  return documents && !documents->empty() ? canonical_text(documents->front()) : "";
}

std::string problem(const std::string& text) {
  const auto documents = read_yaml(text, origin());
  EXPECT_FALSE(documents);
  return documents ? "" : documents.error().because;
}

TEST(YamlReader, ExpandsAnchorsAndMergeKeys) {
  EXPECT_EQ(read("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: *x"),
            R"({"a":{"p":"1","q":"2"},"b":{"p":"1","q":"3"},"c":{"p":"1","q":"2"}})");
  EXPECT_EQ(read("a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}"),
            R"({"a":{"p":"1"},"b":{"p":"2","q":"2"},"c":{"p":"1","q":"2"}})");
  EXPECT_EQ(read("{\"<<\": {a: 1}}"), R"({"<<":{"a":"1"}})") << "a quoted key is no merge key";
}

TEST(YamlReader, KeepsLinesAndTags) {
  const auto documents = read_yaml("a:\n  b: !reset\n  c: !override [x]\n", origin());
  ASSERT_TRUE(documents);
  const Value* a = documents->front().find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->find("b")->merge, Value::Merge::reset);
  EXPECT_EQ(a->find("c")->merge, Value::Merge::replace);
  EXPECT_EQ(a->find("c")->where(), "compose.yaml:3");
}

TEST(YamlReader, ReadsSeveralDocumentsAndLeavesOutEmptyOnes) {
  const auto documents = read_yaml("---\na: 1\n---\n---\nb: 2\n", origin());
  ASSERT_TRUE(documents);
  EXPECT_EQ(documents->size(), 2U);
}

TEST(YamlReader, NamesTheLineOfAKeyThatOccursTwice) {
  EXPECT_THAT(problem("a: 1\nb: 2\na: 3\n"), HasSubstr("compose.yaml:3: the key `a`"));
}

TEST(YamlReader, RefusesBrokenYamlWithItsLine) {
  EXPECT_THAT(problem("a: 1\nb: [\n"), HasSubstr("compose.yaml:"));
  EXPECT_THAT(problem("a: *nowhere\n"), HasSubstr("compose.yaml:1"));
  EXPECT_THAT(problem("{? [a]: b}\n"), HasSubstr("a key that is a list"));
  EXPECT_THAT(problem("a: {<<: 1}\n"), HasSubstr("`<<`"));
}

TEST(YamlReader, RefusesAliasesThatExplode) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) {
      bomb += before + ", ";
    }
    bomb += before + "]\n";
  }
  EXPECT_THAT(problem(bomb), HasSubstr("repeated aliases"));
  std::string large = "a: &a \"" + std::string(100'000, 'x') + "\"\nb: [";
  for (int i = 0; i < 1000; ++i) {
    large += "*a, ";
  }
  EXPECT_THAT(problem(large + "*a]"), HasSubstr("repeated aliases"));
  EXPECT_THAT(problem("a: &a [*a]\n"), HasSubstr("contains the alias"));
}

TEST(YamlReader, RefusesEnormousNestingAndSize) {
  EXPECT_THAT(problem(std::string(1000, '[')), HasSubstr("compose.yaml:"));
  EXPECT_THAT(problem(std::string(100'000, '[')), HasSubstr("compose.yaml:"));
  std::string blocks;
  for (int i = 0; i < 300; ++i) {
    blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  }
  EXPECT_THAT(problem(blocks), HasSubstr("compose.yaml:"));
  EXPECT_THAT(problem("a: " + std::string(YamlLimits::file_bytes, 'x')), HasSubstr("limit"));
}

TEST(PlainScalar, IsSpeltAsComposeSpellsIt) {
  using Kind = Value::Kind;
  const auto expect = [](std::string_view text, Kind kind, std::string_view spelling) {
    const auto found = resolve_plain_scalar(text);
    EXPECT_EQ(found.kind, kind) << text;
    EXPECT_EQ(found.spelling, spelling) << text;
  };
  expect("0x10", Kind::integer, "16");
  expect("0o17", Kind::integer, "15");
  expect("012", Kind::integer, "10");
  expect("0b11", Kind::integer, "3");
  expect("1_000", Kind::integer, "1000");
  expect("+5", Kind::integer, "5");
  expect("-0", Kind::integer, "0");
  expect("-7", Kind::integer, "-7");
  expect("18446744073709551615", Kind::integer, "18446744073709551615");
  expect("1.10", Kind::real, "1.1");
  expect("1e3", Kind::real, "1000");
  expect("1e21", Kind::real, "1e+21");
  expect("1.5e-7", Kind::real, "1.5e-07");
  expect(".5", Kind::real, "0.5");
  expect("099", Kind::real, "99");
  expect("True", Kind::boolean, "true");
  expect("FALSE", Kind::boolean, "false");
  expect("yes", Kind::string, "yes");
  expect("~", Kind::null, "");
  expect("-", Kind::string, "-");
  expect("0x", Kind::string, "0x");
  expect("1.2.3", Kind::string, "1.2.3");
  expect("22:22", Kind::string, "22:22");
}

}  // namespace
}  // namespace slipway::compose
