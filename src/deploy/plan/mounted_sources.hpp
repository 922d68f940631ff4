#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace slipway::deploy {

/// Changed files that an image copies, and that the containers of its service see only through a bind mount:
/// a mount covers every path that they have in the image. With MOUNTED_SOURCES sync they need no build.
class MountedSources {
 public:
  /// The model must outlive it.
  MountedSources(const compose::Model& model, bool sync) : model_(&model), sync_(sync) {}

  /// Finds them among the changes of an image, and marks them where they cost no build; marks as well what
  /// cannot reach the image and is seen through a mount. An image that others are made from or run, or whose
  /// later steps may make something of the files, has more than its own containers see: `is_base` says the
  /// first, the rest is found here.
  Result<void> settle(classify::ImageFacts& facts, const image::ImageModel& image, bool is_base);

  /// How many were found; all of them are marked with `sync`, and none without.
  std::size_t count() const;
  /// Which builds `sync` would save, one sentence for each image.
  std::vector<std::string> savings(const classify::Plan& plan) const;

 private:
  struct Found {
    std::size_t mounted = 0;
    bool others_reach = false;  ///< Whether something else changed that gets into the image.
  };

  bool is_mounted(const compose::Service& service, const std::string& path) const;
  bool is_mounted_anywhere(const std::string& path) const;
  bool is_run_by_others(const compose::Service& service) const;

  const compose::Model* model_;
  bool sync_;
  std::map<std::string, Found> found_;  ///< By service.
};

}  // namespace slipway::deploy
