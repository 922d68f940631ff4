#pragma once

#include "util/error.hpp"
#include "util/json.hpp"

#include <string>
#include <string_view>

namespace slipway::swarm {

/// A scalar in double quotes, as YAML reads it; every byte of the text survives. Error: it is not UTF-8,
/// which YAML cannot have.
Result<std::string> yaml_quoted(std::string_view text);

/// A tree of maps, lists and scalars as YAML in block form.
Result<std::string> yaml_text(const Json& value);

}  // namespace slipway::swarm
