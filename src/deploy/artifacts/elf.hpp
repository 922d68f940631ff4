#pragma once

#include "deploy/plan/elf_facts.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// What the first bytes of a file say, if it is an ELF program or library: machine and class. Nothing for
/// anything else, and for object files.
std::optional<ElfFacts> read_elf_header(std::string_view bytes);

/// Adds what `readelf -W -l -d -V -S -A` has printed (GNU binutils, in English).
void add_readelf_output(ElfFacts& facts, std::string_view output);

/// Both, and whether one of `build_paths` is among the bytes of a program without debug information. Without
/// a `readelf` that works the rest stays unknown.
std::optional<ElfFacts> examine_elf(const std::filesystem::path& file, const std::string& readelf,
                                    const std::vector<std::string>& build_paths);

}  // namespace slipway::deploy
