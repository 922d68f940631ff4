#include "compose/tree_files.hpp"

#include "compose/yaml_reader.hpp"

#include <fmt/format.h>

namespace slipway::compose {

Result<std::optional<std::string>> read_file(const classify::Tree& tree, const PathResolver& resolver,
                                             const std::string& path) {
  SLIPWAY_TRY_ASSIGN(const auto source, resolver.resolve(Text(path), ""));
  if (source.content != Content::file) {
    return std::optional<std::string>{};
  }
  SLIPWAY_TRY_ASSIGN(const auto bytes, tree.size(source.resolved));
  if (bytes > YamlLimits::file_bytes) {
    return fail(ExitCode::refused, fmt::format("`{}` is too large for a compose or environment file", path),
                fmt::format("it has {} bytes, and {} are the limit", bytes, YamlLimits::file_bytes),
                "check the path");
  }
  SLIPWAY_TRY_ASSIGN(std::string text, tree.read(source.resolved));
  return std::optional<std::string>(std::move(text));
}

}  // namespace slipway::compose
