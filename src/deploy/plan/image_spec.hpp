#pragma once

#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"

namespace slipway::deploy {

/// Fills in the services, the images that are built and those that are pulled. Errors: a Dockerfile or a
/// build context that is not in the commit; an image name or a build that hangs on a variable nobody sets.
Result<void> describe_images(ReleaseSpec& spec, const compose::Model& model, const classify::Tree& tree,
                             const BuildSettings& build_settings);

}  // namespace slipway::deploy
