#pragma once

#include "deploy/plan/settings.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What a configure preset sets, with what it inherits, as it stands in the files (macros not expanded). What
/// it sets to null is not set.
struct PresetValues {
  std::string preset;
  std::map<std::string, std::string> variables;    ///< The cache variables.
  std::map<std::string, std::string> environment;  ///< May have secrets: only a digest is noted.

  bool operator==(const PresetValues&) const = default;
};

/// Those of `preset` in CMakePresets.json and CMakeUserPresets.json of `directory` and what they include
/// (cmake-presets(7)). Nothing if there is no such preset, or a file cannot be read.
std::optional<PresetValues> read_preset(const std::filesystem::path& directory, const std::string& preset);

/// A preset that a build directory was configured with, and that has changed since. The build goes on
/// with the old values, because CMake does not read presets again.
struct OutdatedPreset {
  std::string name;
  std::vector<std::string> dropped;  ///< Cache variables that it set then and does not set now: they stay.
  bool gone = false;                 ///< There is none of that name any more, or the files cannot be read.
};

/// Notes beside settings.json what the preset sets that the project is being configured with: the one that
/// the CMake process above this one was started with, also as a step of a workflow. If CMake configures again
/// by itself, the note stays as it is; if a person configures without a preset, the note of one that is gone
/// goes.
///
/// Returns a sentence for each SLIPWAY_ variable that an earlier configure run had from a preset, that the
/// preset of this one does not set, and that the cache keeps.
std::vector<std::string> remember_preset(const Settings& settings);

/// Nothing if nothing changed, or nothing is known.
std::optional<OutdatedPreset> outdated_preset(const Settings& settings);

/// The preset that the build directory was configured with, if it has an environment, which CMake lacks when
/// a build has it configure again.
std::optional<std::string> preset_with_environment(const Settings& settings);

}  // namespace slipway::deploy
