#pragma once

#include "deploy/plan/settings.hpp"

namespace slipway::cli {

/// Brings the settings up to date with the project's files. The build system runs CMake again if one of its
/// inputs changed, and builds what DEPENDS and the smoke tests name. If the preset changed, or if anything
/// changed and the preset has an environment, the project is configured with the preset. Each is printed.
/// With `built` the caller is a target of that build system, which has done all that except for the preset,
/// so only the preset is checked.
///
/// Errors: the project does not configure or build any more; the preset is gone; with `built`, the preset
/// changed.
Result<deploy::Settings> bring_up_to_date(deploy::Settings settings, bool built);

/// What may be older in the settings than in the project's files, in a sentence with the command that fixes
/// it; empty if nothing is known. Only looks at files: those that CMake has read, and the preset.
std::string outdated(const deploy::Settings& settings);

}  // namespace slipway::cli
