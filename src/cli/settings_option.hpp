#pragma once

#include "cli/arguments.hpp"
#include "deploy/plan/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace slipway::cli {

/// The options by which a command finds its deployment: --settings names the file, or it is looked up among
/// the deployments that this repository's build directories have configured, narrowed by --deployment and
/// --environment. --host names one host of a fleet.
struct SettingsOption {
  std::string file;
  std::string deployment;
  std::string environment;
  std::string configuration;
  std::string host;

  void add_to(Arguments& arguments);
  /// One deployment to one host. Error: none was configured, or several and it is not clear which is meant,
  /// or the one is a fleet and --host does not say which of its hosts.
  Result<deploy::Settings> load() const;
  /// One deployment: a fleet as a whole unless --host names one of its hosts.
  Result<deploy::Settings> load_whole() const;
  /// All that are meant, at least one; of a fleet each host, or the one that --host names.
  Result<std::vector<deploy::Settings>> load_all() const;

 private:
  Result<std::vector<deploy::Settings>> load_matching() const;
  Result<deploy::Settings> narrowed(deploy::Settings settings) const;
};

}  // namespace slipway::cli
