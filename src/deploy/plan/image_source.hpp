#pragma once

#include "deploy/plan/release_spec.hpp"
#include "image/steps/image_model.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The images of an application as the room `image` takes them. One that is made from another has the steps
/// that the other has for it (ONBUILD); which ones have any is looked up once. Tree and images must outlive
/// it, and what an image is built from must not change meanwhile.
class ImageSources {
 public:
  ImageSources(const classify::Tree& tree, const std::vector<ImageBuild>& all) : tree_(&tree), all_(&all) {}

  image::ImageSource of(const ImageBuild& build) const;
  /// The same, built with a value for the busting argument; an empty one is none.
  image::ImageSource of(const ImageBuild& build, const std::string& cache_bust_arg,
                        const std::string& cache_bust) const;

 private:
  struct Base {
    const ImageBuild* build = nullptr;
    std::vector<std::string> triggers;
  };
  const std::vector<Base>& bases() const;

  const classify::Tree* tree_;
  const std::vector<ImageBuild>* all_;
  mutable std::optional<std::vector<Base>> bases_;  ///< Those that have steps for others.
};

/// A front end named by `# syntax=` may read what Docker's own would refuse.
bool has_own_front_end(const ImageBuild& build, const classify::Tree& tree);

}  // namespace slipway::deploy
