#pragma once

#include "deploy/plan/past_releases.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::report {

/// One HTML page that needs nothing else: the journals of all deployments as figures, plots and tables.
/// `title` names the repository, `made` says when the page was made (ISO 8601).
std::string deployments_page(const std::vector<deploy::PastDeployment>& deployments, std::string_view title,
                             std::string_view made);

}  // namespace slipway::report
