#pragma once

#include "deploy/plan/settings.hpp"

namespace slipway::cli {

/// The settings as the project's files have them now. The build system runs CMake again if one of its inputs
/// changed, and builds what DEPENDS and the smoke tests name; a preset that changed is configured again, and
/// a preset with an environment is configured with if anything changed. Each is said. With `built` the caller
/// is a target of that build system, which has done so, and only the preset is looked at: CMake does not do
/// that.
///
/// Errors: the project does not configure or build any more; the preset is gone; with `built`, the preset
/// changed.
Result<deploy::Settings> bring_up_to_date(deploy::Settings settings, bool built);

/// What may be older in the settings than in the project's files, in a sentence with the command that mends
/// it; empty if nothing is known. Only looks at files: those that CMake has read, and the preset.
std::string outdated(const deploy::Settings& settings);

}  // namespace slipway::cli
