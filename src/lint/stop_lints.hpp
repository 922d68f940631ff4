#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"
#include "image/steps/image_model.hpp"

#include <map>
#include <string>
#include <vector>

namespace slipway::lint {

/// What the containers of an image start with, as far as its Dockerfile says it, in words.
struct StartWords {
  std::vector<std::string> entry_point;
  std::vector<std::string> command;
  bool sets_entry_point = false;  ///< `ENTRYPOINT []` as well.
  bool sets_stop_signal = false;
  std::string base = {};  ///< image::target_base
};

StartWords start_words(const image::ImageModel& model);

/// Services whose containers wait out `stop_grace_period` whenever they are stopped: the first process of a
/// container ignores SIGTERM unless it handles the signal. `images`: by service, of those
/// that are built; `tree` has the scripts. Jobs, with those of BEFORE_SWITCH, are no services.
std::vector<classify::Finding> stop_lints(const compose::Model& model,
                                          const std::map<std::string, StartWords>& images,
                                          const classify::Tree& tree,
                                          const std::vector<std::string>& before_switch = {});

/// Services that stay down once they have ended, or once the host has restarted.
std::vector<classify::Finding> restart_lints(const compose::Model& model,
                                             const std::vector<std::string>& before_switch = {});

}  // namespace slipway::lint
