#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// What every refusal of a compose file suggests, unless something better is known.
std::string check_with_compose(std::string_view file);

/// A refusal that names the place of `value`. `found` follows the place, as in `compose.yaml:3: a list`.
tl::unexpected<Error> refuse(const Value& value, std::string expected, std::string_view found,
                             std::string next = {});

}  // namespace slipway::compose
