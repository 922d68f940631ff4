#pragma once

#include "classify/tree.hpp"
#include "compose/service.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// The input of the reader.
struct LoadOptions {
  /// Compose files relative to the tree's root, in the order compose merges them. Empty: what compose picks
  /// by itself (`COMPOSE_FILE`, else the first default name, with its override file).
  std::vector<std::string> files;
  /// Relative to the tree's root. Nothing: the directory of the first file.
  std::optional<std::string> project_directory;
  /// Where the tree's root lies on the host: absolute, `~/…`, relative to the home directory, or only the
  /// name.
  std::string host_directory;
  std::string project_name;  ///< Given by the settings; wins over everything. Empty: compose's own rule.
  /// Variables that the settings give to compose; they win over `.env`.
  std::map<std::string, std::string> environment;
  std::vector<std::string> profiles;  ///< Empty: `COMPOSE_PROFILES`.
  std::vector<std::string> services;  ///< Empty: all that the profiles allow.
};

/// Something that works, but will surprise.
struct Warning {
  std::string name;     ///< Documented, for silencing: `env-file-not-in-tree` …
  std::string service;  ///< "" if it is about the project.
  Location location;
  std::string message;  ///< What it is,
  std::string cost;     ///< what it costs, and
  std::string fix;      ///< what to do.
};

/// A compose application as its files describe it.
struct Model {
  /// The project's name, normalised as each compose does it.
  std::string project_v2;
  std::string project_v1;
  std::string version;             ///< Top-level `version:` as written; "" if there is none.
  std::string project_directory;   ///< Relative to the tree's root.
  std::vector<std::string> files;  ///< The compose files themselves, in order.
  /// What else the model was made from: files that are included or extended, `.env` files, and where symbolic
  /// links among all of these lead.
  std::vector<std::string> related_files;
  bool dotenv_in_tree = false;  ///< Whether the project's own `.env` is part of the tree.

  std::map<std::string, Service> services;
  std::map<std::string, FileObject> configs;
  std::map<std::string, FileObject> secrets;
  std::map<std::string, NamedVolume> volumes;
  std::map<std::string, NamedNetwork> networks;
  std::vector<Warning> warnings;  ///< By file and line.
  /// The files as one document in canonical form, from which the rest was read: variables replaced, `extends`
  /// and `include` applied, merged. For ENGINE swarm, whose stack file is written from it.
  std::shared_ptr<const Value> document;
};

/// Reads the compose application of a tree, as docker compose v2 (compose-go) reads it; if v1 differs, the
/// model has both. Nothing is opened or started outside of `tree`.
///
/// Open variables and files that are not in the tree are no errors: the host may have them. What compose
/// refuses whatever the host has — broken YAML, wrong types, a service without image and build, a cycle in
/// `extends` or `include` — is an error that names file and line.
Result<Model> load(const classify::Tree& tree, const LoadOptions& options);

}  // namespace slipway::compose
