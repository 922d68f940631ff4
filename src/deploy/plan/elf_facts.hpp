#pragma once

#include "util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// What the ELF headers of a program or library say about where it can run. Read when
/// it is collected (artifacts/elf.hpp); plain data from then on.
struct ElfFacts {
  std::string machine;  ///< As Docker names architectures: amd64, arm64, arm, 386 …; else "machine 123".
  unsigned bits = 0;    ///< 32 or 64
  unsigned arm_version = 0;  ///< Of 32-bit ARM, by its build attributes: 6, 7 …; 0 if it does not say.
  std::string interpreter;   ///< The dynamic linker that it asks for; empty if it is static, or a library.
  std::string soname;
  std::vector<std::string> needed;    ///< The libraries that it needs, as DT_NEEDED has them.
  std::vector<std::string> run_path;  ///< DT_RUNPATH or DT_RPATH, in parts.
  std::string glibc;                  ///< The newest version of GLIBC_… that it needs: "2.34".
  std::string glibcxx;                ///< The same of GLIBCXX_….
  std::uint64_t debug_bytes = 0;      ///< Of its debug information.
  std::string build_path;             ///< The build or source directory, if its bytes have that in them.
};

Json elf_json(const ElfFacts& facts);
/// Throws Json::exception if it is not what that writes.
ElfFacts elf_from(const Json& json);

/// Whether version "2.34" is newer than "2.4".
bool is_newer(std::string_view version, std::string_view than);

}  // namespace slipway::deploy
