#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

/// What the compose file has a container start with: the first words. Empty if it leaves that to the image.
struct StartPrograms {
  std::string entry_point = {};
  std::string command = {};
  bool has_own_directory = false;  ///< `working_dir`: a relative path says nothing about the image.
};

/// The program that a container starts with, if it is a script of the context that the kernel cannot
/// start: its first line ends in a carriage return, or it has no execute bit.
Result<std::vector<classify::Finding>> entry_point_lints(const image::ImageModel& model,
                                                         const StartPrograms& start = {});

}  // namespace slipway::lint
