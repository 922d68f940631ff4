#pragma once

#include "deploy/plan/past_releases.hpp"

#include <string>
#include <string_view>

namespace slipway::report {

/// The plots of one deployment as figures, each with its heading. `id` starts the ids of the page that they
/// use.
std::string plots_of(const deploy::PastDeployment& deployment, std::string_view id);

}  // namespace slipway::report
