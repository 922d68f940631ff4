#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// The fix of every refusal of a compose file, unless a better one is known.
std::string check_with_compose(std::string_view file);

/// "it is a list", "it is `80`": the cause of most refusals.
std::string it_is(const Value& value);

/// A refusal that names the place of `value` before the cause, as in `compose.yaml:3: it is a list`.
tl::unexpected<Error> refuse(const Value& value, std::string what, std::string_view because,
                             std::string fix = {});

}  // namespace slipway::compose
