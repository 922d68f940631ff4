#pragma once

#include "compose/model.hpp"
#include "deploy/plan/settings.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// What a release needs on its host and no step of a deployment makes.
struct Wanted {
  /// Something that compose looks for when it starts the release.
  struct Thing {
    std::string service;
    std::string what;  ///< env_file, device, bind source, network, volume
    std::string name;  ///< A path, relative to DIRECTORY or absolute, or a name.

    /// How probe.sh is asked for it, and what it answers.
    std::string word() const;
  };
  struct Port {
    std::string service;
    unsigned number = 0;
    std::string address;  ///< Of the host; empty: all.
    bool udp = false;
  };
  struct Name {
    std::string service;
    std::string name;
  };
  std::vector<Thing> things;
  std::vector<Port> ports;  ///< Published on the host, TCP and UDP.
  std::vector<Name> container_names;
  std::vector<std::string> start_intervals;  ///< Services whose health check has one.

  /// Arguments of probe.sh: "wants COUNT WANT…".
  std::vector<std::string> words() const;
};

/// Reads it from the application. Files of the tree, of ENV_FILES and of SECRET_FILES are left out, and so is
/// what an open variable decides.
Wanted wanted_by(const compose::Model& model, const Application& application);

}  // namespace slipway::deploy
