#include "cli/version.hpp"

#include "git/libgit2_reader.hpp"
#include "util/digest.hpp"

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace slipway::cli {

std::string version() {
  return SLIPWAY_VERSION;
}

std::string version_text() {
  return fmt::format(
      "slipway {}\nlibgit2 {}\nfmt {}.{}.{}\nyaml-cpp {}\nCLI11 {}\nnlohmann-json {}.{}.{}\n{}\ntl-expected "
      "{}.{}.{}",
      SLIPWAY_VERSION, git::libgit2_version(), FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
      FMT_VERSION % 100, SLIPWAY_YAML_CPP_VERSION, CLI11_VERSION, NLOHMANN_JSON_VERSION_MAJOR,
      NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH, digest_library_version(),
      TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR, TL_EXPECTED_VERSION_PATCH);
}

}  // namespace slipway::cli
