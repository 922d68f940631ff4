#pragma once

#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The services whose images are built: those that run, `jobs`, and whom these need images of.
std::set<std::string> image_builders(const compose::Model& model, const std::vector<std::string>& jobs);

/// Fills in the services, the jobs, the images that are built and those that are pulled. `jobs`:
/// BEFORE_SWITCH. Errors: a Dockerfile or a build context that is not in the commit; an image name or a build
/// that hangs on a variable nobody sets; a job that is no service, or that others start after.
Result<void> describe_images(ReleaseSpec& spec, const compose::Model& model, const classify::Tree& tree,
                             const BuildSettings& build_settings, const std::vector<std::string>& jobs);

}  // namespace slipway::deploy
