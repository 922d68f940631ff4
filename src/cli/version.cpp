#include "cli/version.hpp"

#include "git/libgit2_reader.hpp"

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace slipway::cli {

std::string version_text() {
  return fmt::format("slipway {}\nlibgit2 {}\nfmt {}.{}.{}\nCLI11 {}\nnlohmann-json {}.{}.{}",
                     SLIPWAY_VERSION, git::libgit2_version(), FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
                     FMT_VERSION % 100, CLI11_VERSION, NLOHMANN_JSON_VERSION_MAJOR,
                     NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace slipway::cli
