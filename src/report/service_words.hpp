#pragma once

#include "classify/plan.hpp"

#include <string>

namespace slipway::report {

/// Why the containers of a service are restarted or made anew, for people; empty if they are kept.
std::string cause_text(const classify::ServiceCause& cause);

/// "FIRST_DEPLOYMENT": the kind of it, for programs; empty if they are kept.
std::string_view cause_code(const classify::ServiceCause& cause);

}  // namespace slipway::report
