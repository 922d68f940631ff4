#pragma once

#include "compose/fields.hpp"
#include "compose/service.hpp"

namespace slipway::compose {

/// Fills in what a service is beyond one container that runs by itself: how many it has, whose namespaces
/// they join, and how long they may take to stop.
Result<void> read_form(Service& service, const Fields& fields);

/// Whole seconds of a duration as compose writes it, rounded up: "90s", "1m30s", "1.5h", "300ms". Nothing for
/// other text.
std::optional<std::uint64_t> seconds_of(std::string_view duration);

}  // namespace slipway::compose
