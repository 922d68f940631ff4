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

/// A preset that a build directory was configured with, and that is not as it was then. The build goes on
/// with the old variables, because CMake does not look at presets again.
struct OutdatedPreset {
  std::string name;
  bool gone = false;  ///< There is none of that name any more, or the files cannot be read.
};

/// Notes beside settings.json what the preset sets that the project is being configured with: the one that
/// the CMake process above this one was started with, also as a step of a workflow. If CMake configures again
/// by itself, the note stays as it is; if a person configures without a preset, the note of one that is gone
/// goes.
void remember_preset(const Settings& settings);

/// Nothing if nothing changed, or nothing is known.
std::optional<OutdatedPreset> outdated_preset(const Settings& settings);

}  // namespace slipway::deploy
