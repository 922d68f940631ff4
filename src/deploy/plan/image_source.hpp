#pragma once

#include "deploy/plan/release_spec.hpp"
#include "image/steps/image_model.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The image of a service as the room `image` takes it. The tree must outlive it. `all` are the images of the
/// application: one that is made from another has the steps that the other has for it (ONBUILD).
image::ImageSource image_source(const ImageBuild& build, const classify::Tree& tree,
                                const std::vector<ImageBuild>& all);

/// The same, built with a value for the busting argument; an empty one is none.
image::ImageSource image_source(const ImageBuild& build, const classify::Tree& tree,
                                const std::vector<ImageBuild>& all, const std::string& cache_bust_arg,
                                const std::string& cache_bust);

/// A front end named by `# syntax=` may read what Docker's own would refuse.
bool has_own_front_end(const ImageBuild& build, const classify::Tree& tree);

}  // namespace slipway::deploy
