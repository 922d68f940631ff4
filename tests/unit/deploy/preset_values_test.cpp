#include "deploy/plan/preset_values.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using Variables = std::map<std::string, std::string>;

class PresetValuesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory);
    directory_.emplace(std::move(*directory));
  }
  void write(const std::string& name, std::string_view text) {
    ASSERT_TRUE(write_file(directory_->path() / name, text));
  }
  std::optional<PresetValues> read(const std::string& preset) {
    return read_preset(directory_->path(), preset);
  }

  std::optional<TemporaryDirectory> directory_;
};

TEST_F(PresetValuesTest, InheritsAsCMakeDoes) {
  write("more.json", R"({"version": 6, "configurePresets": [
    {"name": "base", "cacheVariables": {"SLIPWAY_DIRECTORY": "~/app", "SLIPWAY_PLATFORM": "linux/arm64", "OTHER": "x"}}]})");
  write("CMakePresets.json", R"({"version": 6, "include": ["more.json"], "configurePresets": [
    {"name": "second", "cacheVariables": {"SLIPWAY_PLATFORM": "linux/amd64", "SLIPWAY_HOST": "other"}},
    {"name": "pi", "inherits": ["base", "second"],
     "cacheVariables": {"SLIPWAY_DIRECTORY": {"type": "STRING", "value": "~/mine"}, "SLIPWAY_CONFIRM_FROM_CLIENT": true}}]})");
  const auto values = read("pi");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->variables, (Variables{{"OTHER", "x"},
                                          {"SLIPWAY_CONFIRM_FROM_CLIENT", "TRUE"},
                                          {"SLIPWAY_DIRECTORY", "~/mine"},
                                          {"SLIPWAY_HOST", "other"},
                                          {"SLIPWAY_PLATFORM", "linux/arm64"}}));
}

TEST_F(PresetValuesTest, AUsersPresetsAreReadToo) {
  write("CMakePresets.json",
        R"({"configurePresets": [{"name": "pi", "cacheVariables": {"SLIPWAY_HOST": "pi"}}]})");
  write("CMakeUserPresets.json", R"({"configurePresets": [{"name": "mine", "inherits": "pi"}]})");
  const auto values = read("mine");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->variables, (Variables{{"SLIPWAY_HOST", "pi"}}));
}

TEST_F(PresetValuesTest, WhatIsNullIsNotInherited) {
  write("CMakePresets.json", R"({"configurePresets": [
    {"name": "base", "cacheVariables": {"SLIPWAY_HOST": "pi", "A": "1"}, "environment": {"V": "1", "W": "2"}},
    {"name": "pi", "inherits": "base", "cacheVariables": {"SLIPWAY_HOST": null}, "environment": {"W": null, "X": "3"}}]})");
  const auto values = read("pi");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->variables, (Variables{{"A", "1"}}));
  EXPECT_EQ(values->environment, (Variables{{"V", "1"}, {"X", "3"}}));
}

TEST_F(PresetValuesTest, OddFilesSayNothing) {
  EXPECT_FALSE(read("pi"));
  write("CMakePresets.json", "{");
  EXPECT_FALSE(read("pi"));
  write("CMakePresets.json", R"({"include": ["CMakePresets.json", 3], "configurePresets": [3, {"name": 4},
    {"name": "a", "inherits": "b", "cacheVariables": {"SLIPWAY_HOST": null}}, {"name": "b", "inherits": "a"}]})");
  const auto values = read("a");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->variables, Variables{});
}

TEST_F(PresetValuesTest, AChangedPresetIsNoticed) {
  Settings settings;
  settings.build_system.project_directory = directory_->path();
  settings.file = directory_->path() / "settings.json";
  EXPECT_FALSE(outdated_preset(settings));
  write("preset.json", R"({"preset": "pi", "variables": {"SLIPWAY_HOST": "pi"}})");
  write("CMakePresets.json",
        R"({"configurePresets": [{"name": "pi", "cacheVariables": {"SLIPWAY_HOST": "pi"}}]})");
  EXPECT_FALSE(outdated_preset(settings));
  write("CMakePresets.json",
        R"({"configurePresets": [{"name": "pi", "cacheVariables": {"SLIPWAY_HOST": "pi4"}}]})");
  ASSERT_TRUE(outdated_preset(settings));
  EXPECT_EQ(outdated_preset(settings)->name, "pi");
  EXPECT_FALSE(outdated_preset(settings)->gone);
  // Older notes have variables of ours alone.
  write(
      "CMakePresets.json",
      R"({"configurePresets": [{"name": "pi", "cacheVariables": {"SLIPWAY_HOST": "pi", "TAG": "2"}, "environment": {"V": "1"}}]})");
  EXPECT_FALSE(outdated_preset(settings));
  EXPECT_FALSE(preset_with_environment(settings));
  write(
      "preset.json",
      R"({"preset": "pi", "variables": {"SLIPWAY_HOST": "pi", "TAG": "1", "OLD": ""}, "environment": "x"})");
  ASSERT_TRUE(outdated_preset(settings));
  EXPECT_EQ(outdated_preset(settings)->dropped, std::vector<std::string>{"OLD"});
  EXPECT_EQ(preset_with_environment(settings), "pi");
  write("CMakePresets.json", R"({"configurePresets": 7, "include": 7})");
  ASSERT_TRUE(outdated_preset(settings));
  EXPECT_TRUE(outdated_preset(settings)->gone);
}

}  // namespace
}  // namespace slipway::deploy
