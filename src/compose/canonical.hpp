#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>

namespace slipway::compose {

/// Brings a service into the long form of the specification, so that merging and reading know one form only:
/// lists of `NAME=value` become maps, `build: dir` becomes `build: {context: dir}`, volumes, ports, configs,
/// secrets and environment files become maps, single strings become lists if the long form is a list. Follows
/// compose-go's `transform` package. A value of a type that its key cannot have is an error.
Result<void> make_canonical_service(const std::string& name, Value& service);

/// The same for a whole document: every service, `include`, and that the sections are maps at all.
Result<void> make_canonical(Value& document);

}  // namespace slipway::compose
