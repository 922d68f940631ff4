#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <memory>
#include <string>
#include <vector>

namespace slipway::compose {

/// What a compose file may cost to read. Far above anything a person writes; a file beyond it is refused.
struct YamlLimits {
  static constexpr std::size_t file_bytes = std::size_t{1} << 20;
  static constexpr std::size_t depth = 100;
  static constexpr std::size_t nodes = 100'000;                      ///< After aliases have been expanded.
  static constexpr std::size_t scalar_bytes = std::size_t{8} << 20;  ///< Of all scalars together, likewise.
};

/// Reads the documents of a YAML file. Aliases and merge keys (`<<`, also with a list) come out expanded; a
/// key that occurs twice, an alias that contains itself and a file beyond the limits are errors that name the
/// line. Documents without content are left out.
Result<std::vector<Value>> read_yaml(const std::string& text, std::shared_ptr<const Origin> origin);

}  // namespace slipway::compose
