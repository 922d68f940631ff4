#pragma once

#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The services whose images are built: those that run, `jobs`, and those whose images these need.
std::set<std::string> image_builders(const compose::Model& model, const std::vector<std::string>& jobs);

/// Error if the image is only a further name (`build.tags`) of one that is built: no image gets that name, so
/// an old one or a stranger's would be taken.
Result<void> refuse_further_name(const ReleaseSpec& spec, const std::string& image);

/// Error if a build needs `build.secrets` or `build.ssh`, which no builder gets, or if something runs or
/// mounts an image by a further name. Not for a release that is put back: its images are there.
Result<void> refuse_unsupported_builds(const ReleaseSpec& spec, const compose::Model& model);

/// Fills in the services, the jobs, the images that are built and those that are pulled. `jobs`:
/// BEFORE_SWITCH. Errors: a Dockerfile or a build context that is not in the commit; an image name or a build
/// with a variable that is not set; a job that is no service, or that others start after.
Result<void> describe_images(ReleaseSpec& spec, const compose::Model& model, const classify::Tree& tree,
                             const BuildSettings& build_settings, const std::vector<std::string>& jobs);

/// What the image of a service is built with by this model; `tree` has its files. Errors as above.
Result<ImageBuild> describe_image(const compose::Model& model, const std::string& service,
                                  const classify::Tree& tree, const BuildSettings& build_settings);

/// What differs in how an image is built, in the words of a compose file: "build argument VERSION", "target".
std::vector<std::string> changed_build_settings(const ImageBuild& before, const ImageBuild& now);

}  // namespace slipway::deploy
