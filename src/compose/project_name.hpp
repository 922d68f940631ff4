#pragma once

#include <string>
#include <string_view>

namespace slipway::compose {

/// compose v2: lower case, only letters, digits, `_` and `-`, and neither of the latter two in front.
std::string normalise_project_name_v2(std::string_view name);

/// compose v1: the same, but `_` and `-` may be in front.
std::string normalise_project_name_v1(std::string_view name);

}  // namespace slipway::compose
