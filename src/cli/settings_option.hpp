#pragma once

#include "cli/arguments.hpp"
#include "deploy/plan/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace slipway::cli {

/// The options by which a command finds its deployment: --settings names the file, or it is looked up among
/// the deployments that this repository's build directories have configured, narrowed by --deployment and
/// --environment.
struct SettingsOption {
  std::string file;
  std::string deployment;
  std::string environment;
  std::string configuration;

  void add_to(Arguments& arguments);
  /// Error: none was configured, or several and it is not clear which is meant.
  Result<deploy::Settings> load() const;
  /// All that are meant, at least one.
  Result<std::vector<deploy::Settings>> load_all() const;
};

}  // namespace slipway::cli
