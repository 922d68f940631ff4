#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace slipway::cli {

/// The files that CMake read when it last configured a build directory, as its build system has them: the
/// lists of the project, of directories and modules that it includes, and CMAKE_CONFIGURE_DEPENDS. Read from
/// build.ninja or CMakeFiles/common.ninja (the rule RERUN_CMAKE) or CMakeFiles/Makefile.cmake; none for other
/// generators.
std::vector<std::filesystem::path> cmake_inputs(const std::filesystem::path& build_directory);

/// One of these files that was written after the build system was generated, for which the next build has
/// CMake configure again. With `read_anyway` those files are not looked at, nor what tells of a commit or a
/// deployment; nothing that CMake itself has generated is looked at in either case.
std::optional<std::filesystem::path> newer_input(const std::filesystem::path& build_directory,
                                                 const std::vector<std::filesystem::path>& read_anyway);

}  // namespace slipway::cli
