#pragma once

#include "classify/tree.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::init {

/// Where a service answers over HTTP, as seen from another machine.
struct WebPort {
  unsigned published = 0;
  /// From the service's own health check. If that asks something else, "/", which only has to answer,
  /// not to succeed.
  std::string path = "/";
  bool success_expected = false;
};

/// What has to be known about a service to set up its deployment.
struct ServiceFacts {
  std::string name;
  bool builds = false;
  bool has_health_check = false;
  /// Why a health check that is there proves nothing; empty if it can fail.
  std::string vain_health_check;
  std::optional<WebPort> web;
  std::vector<std::string> ports;  ///< As a person would write them: "8080:80".
  unsigned container_port = 0;     ///< The first one by which it seems to speak HTTP; 0 if there is none.
  /// The image that its own is built from, as a complete reference, or "scratch"; empty if that is not known.
  std::string base = {};
};

/// A file that services read, and that the commit does not have.
struct MissingFile {
  /// If a file is used in several ways, the first kind that applies.
  enum class Kind : std::uint8_t {
    variables,  ///< `.env`, or a file of `env_file:`.
    secret,     ///< A file of `secrets:` or `configs:`.
    mounted     ///< A bind mount: a file, or a directory of data.
  };
  Kind kind = Kind::variables;
  std::string path;                   ///< Relative to the project.
  std::vector<std::string> services;  ///< Who reads it; empty for the `.env` of compose itself.
  bool required = false;              ///< Compose refuses the application without it.
  bool writable = false;              ///< Mounted, and not read-only: a service may write to it.
};

/// A compose project that is to be deployed.
struct Survey {
  std::vector<std::string> compose_files;
  /// Whether compose finds these files by itself.
  bool default_files = true;
  std::string project;  ///< As compose v2 names it.
  std::vector<ServiceFacts> services;
  /// Whether the files lie in a directory and take something from beside it: the directory that init runs in
  /// is ROOT then.
  bool root_is_here = false;
  std::vector<MissingFile> missing = {};  ///< By path; what is outside of the project is not among them.
};

/// Reads the compose project in the tree: `files` as given, those that compose would find, or the only one
/// that is there by another name (`docker-compose.prod.yml`, `docker/compose.yaml`). Error: there is none, or
/// compose would refuse it.
Result<Survey> survey(const classify::Tree& tree, const std::vector<std::string>& files,
                      const std::string& host_directory);

/// The path behind the first http address in `text` that leads to the machine itself and to `port`.
std::optional<std::string> local_http_path(std::string_view text, unsigned port);

}  // namespace slipway::init
