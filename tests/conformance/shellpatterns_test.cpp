#include "conformance/cases.hpp"
#include "image/dockerfile/shell_pattern.hpp"
#include "image/dockerfile/shell_words.hpp"
#include "image/go/code_points.hpp"

namespace {

using nlohmann::json;
using slipway::image::Environment;
using slipway::image::ShellLexer;
using slipway::image::ShellPattern;

/// The regular expression that upstream makes of a pattern.
std::string as_regex(const ShellPattern& pattern) {
  constexpr std::u32string_view escaped = U"[]{}.+()|^$*?\\";
  std::string text = "^";
  for (const ShellPattern::Token& token : pattern.tokens()) {
    if (token.kind == ShellPattern::Kind::star) {
      text += ".*";
    } else if (token.kind == ShellPattern::Kind::any) {
      text += '.';
    } else {
      if (escaped.find(token.value) != std::u32string_view::npos) {
        text += '\\';
      }
      slipway::image::append_code_point(text, token.value);
    }
  }
  return text;
}

TEST(ShellPatterns, AreReadAsBuildKitReadsThem) {
  const json cases = slipway::conformance::load_cases("shellpatterns.json");
  std::size_t checked = 0;
  for (const auto& [pattern, expected] : cases["convert_shell_pattern_to_regex_greedy_anchored"].items()) {
    const auto compiled = ShellPattern::compile(pattern);
    ASSERT_TRUE(compiled) << pattern << ": " << compiled.error();
    EXPECT_EQ(as_regex(*compiled), expected.get<std::string>()) << pattern;
    ++checked;
  }
  for (const auto& pattern : cases["convert_invalid"]) {
    EXPECT_FALSE(ShellPattern::compile(pattern.get<std::string>())) << pattern;
    ++checked;
  }
  for (const auto& [pattern, expected] : cases["reverse_pattern"].items()) {
    EXPECT_EQ(slipway::image::reverse_pattern(pattern), expected.get<std::string>());
    ++checked;
  }
  slipway::conformance::report("patterns", checked);
}

TEST(ShellPatterns, MatchAsBuildKitMatches) {
  const json cases = slipway::conformance::load_cases("shellpatterns.json");
  std::size_t checked = 0;
  for (const auto& entry : cases["matches"]) {
    SCOPED_TRACE(entry.dump());
    Environment environment;
    for (const auto& [name, value] : entry["envs"].items()) {
      environment.set(name, value.get<std::string>());
    }
    ShellLexer lexer;
    const auto result = lexer.process(entry["input"].get<std::string>(), environment);
    EXPECT_EQ(result.has_value(), !entry["error"].get<bool>()) << (result ? result->text : result.error());
    if (result && entry["expected"].is_string()) {
      EXPECT_EQ(result->text, entry["expected"].get<std::string>());
    }
    if (result) {  // Upstream does not look at the names after an error.
      EXPECT_EQ(json(lexer.matched()), entry["matched"]);
      EXPECT_EQ(json(lexer.unmatched()), entry["unmatched"]);
    }
    ++checked;
  }
  slipway::conformance::report("matches", checked);
}

}  // namespace
