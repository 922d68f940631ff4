#pragma once

#include "compose/fields.hpp"
#include "compose/read_context.hpp"
#include "compose/service.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

namespace slipway::compose {

/// Reads `build:` in canonical form; `fields` is the map itself. A context that is not written is the
/// directory that the service's own relative paths start from, wherever the rest of `build:` comes from.
Result<Build> read_build(const Value& value, const Value& service, const Fields& fields,
                         const ReadContext& context);

}  // namespace slipway::compose
