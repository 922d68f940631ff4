#pragma once

#include "classify/finding.hpp"
#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <functional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// Builds the artifacts of HEAD twice, in clones at two new places that it removes again, with what this
/// build directory was configured with, and compares them: a finding for each that came out with other bytes.
/// The build directory and the working tree are not touched. Errors: the deployment has no artifacts; one of
/// the builds fails.
Result<std::vector<classify::Finding>> find_unreproducible(const Settings& settings);

/// A value of CMake's cache with each path of `from`, and below it, as one of `to`: alone, in a list, or in a
/// flag ("-I/src/app/include"). A path moves if `is_there` says of its rest ("/include") that it is in `to`.
std::string with_moved_paths(std::string value, const std::string& from, const std::string& to,
                             const std::function<bool(const std::string& rest)>& is_there);

}  // namespace slipway::deploy
