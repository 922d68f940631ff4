// Files nobody would write: whatever they hold, the answer is a model or an error, in bounded time and
// memory.
#include "loading.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::compose {
namespace {

void expect_an_answer(const std::string& text) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", text);
  const auto model = load(tree, options_for());
  if (!model) {
    EXPECT_FALSE(model.error().what.empty()) << text.substr(0, 200);
    EXPECT_FALSE(model.error().because.empty()) << text.substr(0, 200);
    EXPECT_FALSE(model.error().fix.empty()) << text.substr(0, 200);
  }
}

TEST(Hostile, EveryKeySurvivesEveryType) {
  const std::vector<std::string> keys = {
      "image",       "build",        "volumes",      "ports",      "environment", "env_file", "depends_on",
      "healthcheck", "configs",      "secrets",      "networks",   "extends",     "profiles", "deploy",
      "devices",     "command",      "labels",       "privileged", "restart",     "ulimits",  "logging",
      "links",       "volumes_from", "network_mode", "sysctls",    "dns",         "tmpfs",    "expose",
      "platform",    "develop",      "scale",        "x-y"};
  const std::vector<std::string> values = {"",
                                           "~",
                                           "text",
                                           "1",
                                           "[]",
                                           "[~]",
                                           "[[]]",
                                           "[{}]",
                                           "{}",
                                           "{a: }",
                                           "{a: []}",
                                           "{a: {}}",
                                           "[a, {b: c}]",
                                           "[1, 2]",
                                           "true",
                                           "\"${OPEN}\"",
                                           "\"\"",
                                           "[\"\"]",
                                           "[\":\"]",
                                           "[\"=\"]",
                                           "{test: }",
                                           "{test: []}",
                                           "{test: {}}",
                                           "{context: []}",
                                           "{source: }",
                                           "[{target: }]",
                                           "[{target: []}]",
                                           "[{type: bind, target: /x}]",
                                           "[{source: [], target: x}]",
                                           "[{path: []}]",
                                           "{driver: []}",
                                           "{args: 1}",
                                           "{secrets: [{}]}",
                                           "{service: }",
                                           "{file: [], service: a}",
                                           "!reset ",
                                           "!override []",
                                           "!reset {a: b}",
                                           "[!reset a]",
                                           "{a: !override }"};
  for (const auto& key : keys) {
    for (const auto& value : values) {
      const std::string member = fmt::format("{}: {}", key, value);
      expect_an_answer(fmt::format("services: {{web: {{image: w, {}}}}}", key == "image" ? "" : member));
      expect_an_answer(fmt::format("services:\n  web:\n    {}\n", member));
      expect_an_answer(fmt::format(
          "services:\n  base:\n    image: b\n    {}\n  web:\n    extends: base\n    {}: [x]\n", member, key));
      expect_an_answer(fmt::format("{}\nservices: {{web: {{image: w}}}}\n", member));
    }
  }
}

TEST(Hostile, SectionsSurviveEveryType) {
  for (const char* section :
       {"services", "volumes", "networks", "configs", "secrets", "include", "name", "version"}) {
    for (const char* value :
         {"", "x", "[]", "{}", "[x]", "{a: }", "{a: x}", "{a: []}", "{a: {file: []}}", "[{}]", "[{path: }]",
          "[{path: []}]", "[{path: [[]]}]", "!reset ", "!override {}", "[~]"}) {
      expect_an_answer(std::string(section) + ": " + value + "\n");
      expect_an_answer("services: {web: {image: w}}\n---\n" + std::string(section) + ": " + value + "\n");
    }
  }
}

TEST(Hostile, ManyServicesAndManyKeysAreReadInTime) {
  std::string text = "services:\n";
  for (int i = 0; i < 5000; ++i) {
    text +=
        "  s" + std::to_string(i) + ": {image: a, depends_on: [s" + std::to_string((i + 1) % 5000) + "]}\n";
  }
  expect_an_answer(text);
  std::string wide = "services: {web: {image: a, environment: {";
  for (int i = 0; i < 20'000; ++i) {
    wide += fmt::format("V{}: \"$V\", ", i);
  }
  expect_an_answer(wide + "}}}\n");
}

TEST(Hostile, AChainOfExtendsEnds) {
  std::string text = "services:\n  s0: {image: a}\n";
  for (int i = 1; i < 2000; ++i) {
    text += fmt::format("  s{}: {{extends: s{}}}\n", i, i - 1);
  }
  expect_an_answer(text);
}

TEST(Hostile, BytesThatAreNoText) {
  expect_an_answer(std::string("\0\0\0", 3));
  expect_an_answer(
      "\xFF\xFE"
      "s");
  expect_an_answer("\xEF\xBB\xBFservices: {web: {image: w}}");
  expect_an_answer("services: {web: {image: \"\xC3\x28\"}}");
  expect_an_answer("%YAML 9.9\n---\nservices: {}\n");
  expect_an_answer("%TAG ! tag:x,2000:\n--- !y\nservices: !z {}\n");
}

}  // namespace
}  // namespace slipway::compose
