#include "conformance/cases.hpp"
#include "image/go/pattern.hpp"
#include "image/ignore/ignore_set.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

// moby/patternmatcher's own tests, measured by what BuildKit does: the walk from the first path component
// down.

namespace slipway::conformance {
namespace {

using image::IgnoreRules;

Result<IgnoreRules> rules_of(const nlohmann::json& patterns) {
  image::IgnoreFile file;
  for (const auto& pattern : patterns) {
    file.lines.push_back({pattern.get<std::string>(), file.lines.size() + 1});
  }
  return IgnoreRules::for_context(file);
}

/// "refused", "failed" (when a path is compared), "true" or "false".
std::string outcome_of(const nlohmann::json& patterns, const std::string& text) {
  const auto rules = rules_of(patterns);
  if (!rules) {
    return "refused";
  }
  if (text == "/") {
    // No walk meets it; upstream asks for it directly.
    const auto verdict = rules->file(rules->root(), text);
    return !verdict ? "failed" : verdict->ignored ? "true" : "false";
  }
  const auto verdicts = image::evaluate_paths(*rules, {text});
  return !verdicts ? "failed" : verdicts->front().ignored ? "true" : "false";
}

TEST(Patternmatcher, Cases) {
  const nlohmann::json data = load_cases("patternmatcher.json");
  std::size_t count = 0;
  for (const auto& test : data.at("cases")) {
    std::string expected;
    if (!test.at("new_error").is_null()) {
      expected = "refused";
    } else if (test.at("error").get<bool>()) {
      expected = "failed";
    } else {
      const auto& observed = test.at("observed");
      expected =
          (observed.is_null() ? test.at("expected") : observed.at("walk")).get<bool>() ? "true" : "false";
    }
    EXPECT_EQ(outcome_of(test.at("patterns"), test.at("text").get<std::string>()), expected) << test;
    ++count;
  }
  report("patternmatcher.json cases", count);
}

TEST(Patternmatcher, ReasonsOfRefusals) {
  const nlohmann::json data = load_cases("patternmatcher.json");
  std::size_t count = 0;
  for (const auto& test : data.at("cases")) {
    if (test.at("new_error").is_null()) {
      continue;
    }
    const auto rules = rules_of(test.at("patterns"));
    ASSERT_FALSE(rules) << test;
    EXPECT_NE(rules.error().because.find(test.at("new_error").get<std::string>()), std::string::npos) << test;
    ++count;
  }
  report("patternmatcher.json refusals", count);
}

TEST(Patternmatcher, CompiledForms) {
  const nlohmann::json data = load_cases("patternmatcher.json");
  const std::map<image::Pattern::Kind, std::string> names = {{image::Pattern::Kind::exact, "exactMatch"},
                                                             {image::Pattern::Kind::prefix, "prefixMatch"},
                                                             {image::Pattern::Kind::suffix, "suffixMatch"},
                                                             {image::Pattern::Kind::regexp, "regexpMatch"}};
  std::size_t count = 0;
  for (const auto& test : data.at("compile")) {
    std::size_t instructions = image::pattern_instruction_budget;
    const auto pattern = image::Pattern::parse(test.at("pattern").get<std::string>(), instructions);
    ASSERT_TRUE(pattern && *pattern) << test;
    EXPECT_EQ(names.at((*pattern)->kind()), test.at("match_type").get<std::string>()) << test;
    EXPECT_EQ((*pattern)->regexp(), test.at("regexp_unix").get<std::string>()) << test;
    ++count;
  }
  report("patternmatcher.json compiled forms", count);
}

TEST(Patternmatcher, CleanPatterns) {
  const nlohmann::json data = load_cases("patternmatcher.json");
  std::size_t count = 0;
  for (const auto& test : data.at("clean_patterns")) {
    const auto rules = rules_of(test.at("patterns"));
    EXPECT_EQ(!rules, test.value("new_error", false)) << test;
    if (rules && test.contains("n_patterns")) {
      EXPECT_EQ(rules->rules().size(), test.at("n_patterns").get<std::size_t>()) << test;
    }
    if (rules && test.contains("exclusions")) {
      bool exclusions = false;
      for (const auto& rule : rules->rules()) {
        exclusions = exclusions || rule.pattern.exclusion();
      }
      EXPECT_EQ(exclusions, test.at("exclusions").get<bool>()) << test;
    }
    ++count;
  }
  report("patternmatcher.json clean-ups", count);
}

}  // namespace
}  // namespace slipway::conformance
