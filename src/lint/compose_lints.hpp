#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"

#include <set>
#include <string>
#include <vector>

namespace slipway::lint {

/// What is needed to find traps, besides the compose files.
struct ComposeSurroundings {
  std::string platform = {};  ///< PLATFORM of the settings; empty if not set.
  std::set<std::string> brought =
      {};                       ///< Paths in the tree's directory that env and secret files are put at.
  unsigned health_timeout = 0;  ///< HEALTH_TIMEOUT, in seconds; 0 if nobody knows it.
};

/// The traps of the compose files.
std::vector<classify::Finding> compose_lints(const compose::Model& model,
                                             const ComposeSurroundings& surroundings = {});

/// The images that the services build, active or not, as complete references.
std::vector<std::string> own_images(const compose::Model& model);

/// A shell for a person, by `stdin_open` and `tty`: it needs no health check and no restart.
bool is_interactive(const compose::Service& service);

/// Services that end on purpose: those whose end others wait for, and those of BEFORE_SWITCH.
std::set<std::string> jobs_of(const compose::Model& model, const std::vector<std::string>& before_switch);

/// The services built here of which a deployment only sees whether they run for a while. `checked` are those
/// whose image has a health check of its own.
std::vector<classify::Finding> unchecked_services(const compose::Model& model,
                                                  const std::set<std::string>& checked,
                                                  const std::vector<std::string>& before_switch = {});

}  // namespace slipway::lint
