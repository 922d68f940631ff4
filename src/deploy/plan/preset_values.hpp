#pragma once

#include "deploy/plan/settings.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace slipway::deploy {

/// What a configure preset sets for Slipway: its cache variables SLIPWAY_*, with what it inherits, as they
/// stand in the files (macros not expanded).
struct PresetValues {
  std::string preset;
  std::map<std::string, std::string> variables;

  bool operator==(const PresetValues&) const = default;
};

/// Those of `preset` in CMakePresets.json and CMakeUserPresets.json of `directory` and what they include
/// (cmake-presets(7)). Nothing if there is no such preset, or a file cannot be read.
std::optional<PresetValues> read_preset(const std::filesystem::path& directory, const std::string& preset);

/// The configure preset that the CMake process above this one was started with, also as a step of a workflow;
/// nothing if there is none: CMake configures again by itself, or nobody named a preset.
std::optional<std::string> preset_being_configured(const std::filesystem::path& directory);

/// Notes beside settings.json what the preset sets that the project is being configured with.
void remember_preset(const Settings& settings);

/// A preset whose variables changed after this build directory was configured with it: the build goes on with
/// the old ones, because CMake does not look at presets again. Nothing if nothing changed, or nothing is
/// known.
std::optional<std::string> outdated_preset(const Settings& settings);

}  // namespace slipway::deploy
