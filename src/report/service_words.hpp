#pragma once

#include "classify/plan.hpp"

#include <string>

namespace slipway::report {

/// Why the containers of a service are restarted or made anew, for people; empty if they are kept.
std::string cause_text(const classify::ServiceCause& cause);

/// "FIRST_DEPLOYMENT": the kind of it, for programs; empty if they are kept.
std::string_view cause_code(const classify::ServiceCause& cause);

/// "start first", or "stop first: port 8080 is published"; empty if no container changes places.
std::string order_text(const classify::StartOrder& order);

/// "PUBLISHED_PORT": why, for programs; empty likewise.
std::string_view order_code(const classify::StartOrder& order);

}  // namespace slipway::report
