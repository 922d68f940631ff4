#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "lint/checkout_lints.hpp"
#include "lint/context_measure.hpp"
#include "lint/entry_point_lints.hpp"
#include "lint/volume_lints.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

using Findings = std::vector<classify::Finding>;

/// What is needed to find traps, besides the image's own files.
struct ImageSurroundings {
  std::string service;
  /// The root of the tree is the top of a working tree, where `.git` lies.
  bool is_repository_top = false;
  /// The compose file has a health check of its own in the place of the image's.
  bool health_check_replaced = false;
  /// What the application builds itself (own_images()); null if nobody knows.
  const std::vector<std::string>* own_images = nullptr;
  /// TreeSurvey::names_not_utf8; null where nobody has looked.
  const std::vector<std::string>* names_not_utf8 = nullptr;
  /// Null if nobody has looked.
  const CheckoutDifferences* differences = nullptr;
  /// Another image is built from the same context by another Dockerfile.
  bool shares_context = false;
  /// HEALTH_TIMEOUT in seconds; 0 if nobody knows it, or if the compose file sets the start period.
  unsigned health_timeout = 0;
  /// What the compose file mounts.
  std::vector<MountPlace> mounts = {};
  /// The programs that `entrypoint:` and `command:` begin with; empty if they are left to the image.
  StartPrograms start = {};
};

/// The traps of one image that take no walk through all of its context: fit for every plan. Error if a
/// tree cannot be read.
Result<Findings> quick_image_lints(const image::ImageModel& model, const ImageSurroundings& surroundings);

/// The traps that only a walk through the whole context shows.
Result<Findings> thorough_image_lints(const image::ImageModel& model, const ImageSurroundings& surroundings,
                                      const ContextMeasure& measure);

}  // namespace slipway::lint
