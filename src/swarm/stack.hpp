#pragma once

#include "compose/model.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace slipway::swarm {

/// What a stack file is written for, besides the application.
struct StackOptions {
  std::string project;
  std::string directory;  ///< Of the deployment on HOST: absolute.
  /// Labels of the release, which change with each one: they are put on the services, never on their tasks.
  std::map<std::string, std::string> labels;
  std::set<std::string> brought;      ///< Places of env and secret files, which are no part of the tree.
  std::set<std::string> start_first;  ///< The services whose new task may run beside the old one.
  unsigned settle = 5;
};

/// A piece of the text that only the host knows, when the images are made: the token stands for it.
struct Blank {
  enum class Kind : std::uint8_t {
    built_image,   ///< The id of the image that the service `of` builds.
    pulled_image,  ///< The id of the image with the name `of`.
    content        ///< A digest of the env or secret file at the place `of`.
  };
  Kind kind = Kind::built_image;
  std::string token;
  std::string of;
};

/// How many tasks of a service are to run, and how the host knows that a task is one of this release.
struct StackService {
  std::string name;
  std::optional<std::uint64_t> replicas;  ///< Nothing: one on each node that may have it.
  std::string image;                      ///< A token …
  std::string spec;  ///< … and the value of the label that says what the task was made from, with tokens.
  std::string hostname;              ///< The node that its placement demands; empty: any.
  std::uint64_t update_seconds = 0;  ///< What its own `update_config` waits for between two tasks.
};

/// A file that a config with `content:` is read from.
struct StackFile {
  std::string name;
  std::string content;
};

struct Stack {
  std::string text;
  std::vector<Blank> blanks;
  std::vector<StackService> services;
  std::vector<StackFile> files;  ///< To be written below DIRECTORY/.slipway/stack-files.
  /// Services that need what a kernel without IPVS does not have: a virtual address, or the routing mesh.
  std::vector<std::string> need_mesh;
};

/// The label of a container that says what its task was made from: it changes if, and only if, the task has
/// to be made anew. And the label of a node that has the images.
inline constexpr const char* spec_label = "dev.slipway.spec";
std::string node_label(const std::string& project);

/// The application as `docker stack deploy` takes it, of every engine from 20.10 on: what it refuses is
/// resolved, and what it would read from elsewhere is written out. Findings (lint/swarm_lints.hpp) have been
/// dealt with before: keys that a stack cannot have are left out.
Result<Stack> write_stack(const compose::Model& model, const StackOptions& options);

}  // namespace slipway::swarm
