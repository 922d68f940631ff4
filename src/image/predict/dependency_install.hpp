#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

/// The command by which a RUN installs dependencies, such as "pip install"; nothing if it installs none
/// that is known. Reads the text as a sequence of shell words: `python -m pip install -r x`, `apt-get -qq
/// install y`.
std::optional<std::string> installs_dependencies(std::string_view command);

/// Whether a file of this name says which dependencies to install: requirements.txt, package-lock.json,
/// go.mod …
bool is_dependency_manifest(std::string_view path);

/// Whether a directory of this name holds dependencies rather than the application: wheels, vendor, packages
/// …
bool is_dependency_directory(std::string_view path);

/// Whether a file of this name is program text or documentation, which decides nothing about dependencies
/// even if it is copied before their installation.
bool is_program_text(std::string_view path);

/// "cargo build": a command that builds the project, and with it all that it depends on unless a step before
/// has done that; nothing for any other.
std::optional<std::string> compiles_dependencies(std::string_view command);

}  // namespace slipway::image
