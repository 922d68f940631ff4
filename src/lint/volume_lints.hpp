#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

/// What the compose file mounts into the containers of a service.
struct MountPlace {
  std::string path;  ///< In the container.
  std::string file;  ///< Where it is written.
  int line = 0;
  bool is_volume = false;  ///< Not a directory or file of the host, and nothing in memory.
};

/// Volumes that are mounted over files that the image copies from the commit. Docker fills a volume from the
/// image once, when it makes it; VOLUME of a Dockerfile likewise, whose volume compose hands on to the next
/// container. Error if the tree cannot be read.
Result<std::vector<classify::Finding>> volume_lints(const image::ImageModel& model,
                                                    const std::vector<MountPlace>& mounts);

}  // namespace slipway::lint
