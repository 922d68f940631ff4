#pragma once

#include "compose/source_path.hpp"
#include "compose/text.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace slipway::compose {

/// Variables with their values; open if the value comes from an environment that is not known here.
using Variables = std::map<std::string, Text>;

/// A build context: a directory of the tree, or something that no change of the tree reaches.
struct BuildContext {
  enum class Kind : std::uint8_t {
    directory,
    remote,  ///< A git or HTTP address.
    image,   ///< `docker-image://…` or another scheme of the builder's.
    service  ///< `service:name`, what another service's build makes.
  };
  Kind kind = Kind::directory;
  SourcePath path;      ///< Of a directory; of the others only `path.text` counts.
  std::string service;  ///< Of `service:name`.

  friend bool operator==(const BuildContext&, const BuildContext&) = default;
};

/// What `build:` of a service says.
struct Build {
  BuildContext context;
  /// As written, relative to the context; `Dockerfile` by default, "" if `dockerfile_inline` is
  /// used.
  Text dockerfile;
  /// Where the Dockerfile lies, as far as that is a path: inside or outside of the tree.
  std::optional<SourcePath> dockerfile_path;
  std::optional<Text> dockerfile_inline;
  std::optional<Text> target;
  std::optional<Text> network;
  std::optional<Text> shm_size;
  Variables args;
  Variables labels;
  std::map<std::string, BuildContext> additional_contexts;
  std::vector<Text> platforms;
  std::vector<Text> cache_from;
  std::vector<Text> cache_to;
  std::vector<Text> tags;
  std::vector<std::string> secrets;  ///< Names of the model's secrets.
  std::vector<Text> ssh;             ///< `default`, `id=path` …
  std::vector<Text> extra_hosts;
  bool no_cache = false;
  bool pull = false;
  bool privileged = false;
  Location location;
};

/// One entry of `volumes:`.
struct Mount {
  enum class Kind : std::uint8_t { bind, volume, other };
  Kind kind = Kind::volume;
  SourcePath source;   ///< Of a bind mount.
  std::string volume;  ///< Of a named volume, its key in the compose file; "" for an anonymous one.
  std::string image;   ///< Of a mount of an image's files (`type: image`), its reference.
  Text target;         ///< Path in the container.
  bool read_only = false;
  bool must_exist = false;  ///< `create_host_path: false`: neither compose nor the engine makes the source.
  Location location;

  /// A file of the tree mounted by itself: the container keeps the old file when a checkout replaces it.
  bool is_single_file() const { return kind == Kind::bind && source.content == Content::file; }
};

/// A top-level volume.
struct NamedVolume {
  /// Of a volume that is a bind mount in disguise (`driver_opts` with `o: bind`), the directory behind it.
  std::optional<SourcePath> device;
  bool external = false;
  Text external_name;  ///< What an external one is called on the host.
  Location location;
};

/// A top-level network.
struct NamedNetwork {
  bool external = false;
  Text external_name;  ///< The same.
};

/// One entry of `env_file:`.
struct EnvironmentFile {
  SourcePath path;
  bool required = true;
  bool raw = false;  ///< `format: raw`: values as they stand, without quotes and variables.
  Location location;
};

/// A top-level config or secret.
struct FileObject {
  std::optional<SourcePath> file;  ///< `file:`.
  std::string variable;            ///< `environment:`.
  std::optional<Text> content;     ///< `content:`.
  bool external = false;
  Location location;
};

/// A config or secret that a service uses.
struct FileObjectUse {
  std::string name;    ///< Key in the model's configs or secrets.
  std::string target;  ///< Path in the container; "" if the default applies.
};

/// `healthcheck:` of a service. What the image itself declares is not known here.
struct HealthCheck {
  bool disabled = false;        ///< `disable: true` or `test: NONE`.
  bool start_interval = false;  ///< Set: the engine has to know it.
  std::uint64_t interval_seconds =
      30;  ///< Docker's default if there is none, or if the value is open; rounded up.
  std::uint64_t start_seconds = 0;  ///< `start_period`, the same.
  std::vector<std::string> test;    ///< `CMD` or `CMD-SHELL` and its words; empty if only times are set.
  bool can_fail = true;             ///< False only if it is certain that the test always succeeds.
  std::string why;                  ///< What makes it certain.
  Location location;
};

/// One entry of `ports:`.
struct Port {
  Text target;     ///< A number or a range.
  Text published;  ///< The same; empty if the engine chooses.
  Text host_ip;
  std::string protocol;
};

/// One entry of `depends_on:`, or a dependency that `links`, `volumes_from` or `network_mode` imply.
struct Dependency {
  std::string condition;  ///< `service_started`, `service_healthy`, `service_completed_successfully`.
  bool required = true;
  bool restart = false;  ///< Compose restarts the service after it has re-created the dependency.
};

/// A service after merging, `extends` and `include`.
struct Service {
  std::string name;
  Location location;

  /// Whether the chosen profiles and services include it.
  bool active = true;
  std::vector<std::string> profiles;

  std::optional<Text> image;  ///< Nothing if compose names the image after the service.
  std::optional<Build> build;
  std::string default_image_v2;  ///< `<project>-<service>`, what compose v2 tags a build with.
  std::string default_image_v1;  ///< `<project>_<service>`, compose v1's.

  std::vector<Mount> mounts;
  std::vector<EnvironmentFile> environment_files;
  std::vector<SourcePath> label_files;
  Variables environment;
  /// The same over what the environment files of the tree say.
  Variables container_environment;
  std::vector<FileObjectUse> configs;
  std::vector<FileObjectUse> secrets;
  std::map<std::string, Dependency> depends_on;
  std::optional<HealthCheck> health_check;
  /// How many containers it has: none with `scale: 0` or a `provider:`; nothing if that depends on a
  /// variable that the host may know.
  std::optional<std::uint64_t> containers = 1;
  std::string two_counts;  ///< "`2` and `1`" if `scale` and `deploy.replicas` say so; else empty.
  std::vector<std::string> volumes_from;  ///< The services whose mounts its containers have as well.
  std::vector<SourcePath>
      security_profiles;  ///< Files of `security_opt` that compose reads when it makes a container.
  /// Configs and secrets whose content compose writes into a container when it makes it, and does not
  /// compare: "secret a" with that content, as far as it is known here.
  std::map<std::string, Text> written;
  std::set<std::string> joins;  ///< The services whose network, processes or IPC its containers share.
  /// The same, and whose mounts they have, of containers by name (`container:NAME`): services of the
  /// application with that `container_name` are added to `joins` and `volumes_from` when all are read.
  std::set<std::string> joined_containers;
  std::set<std::string> volumes_from_containers;
  std::uint64_t stop_seconds = 10;  ///< `stop_grace_period`, rounded up.
  Text restart;                     ///< Empty if compose's default, `no`, applies.
  bool has_restart_policy =
      false;  ///< `deploy.restart_policy`, which compose v2 takes if `restart` is empty.
  /// What its containers start with, in words, as far as the compose file says it instead of the image.
  std::optional<std::vector<std::string>> entrypoint;
  std::optional<std::vector<std::string>> command;
  bool init = false;         ///< `init: true`: a process of the engine's own is the first one.
  std::string update_order;  ///< `deploy.update_config.order`: `start-first`, `stop-first`; empty: not said.
  Text stop_signal;          ///< Empty if the image's, or else SIGTERM, applies.
  std::vector<Port> ports;
  Text container_name;
  std::vector<std::string> networks;  ///< Keys of the model's networks; empty: `default`, or none.
  std::vector<Text> devices;
  Text network_mode;
  Text platform;
  Text pull_policy;
  bool privileged = false;

  /// What compose compares to decide whether a container must be re-created, by key of the service, each in
  /// one canonical line; `environment` includes what the environment files of the tree say.
  std::map<std::string, std::string> definition;
  /// The variables in it whose value is not certain here: a `.env` that is not in the tree may set them.
  std::set<std::string> open_variables;
};

/// The names that compose, v2 and v1, gives the image that a service builds; none of one that builds none, or
/// if the name depends on an open variable.
std::vector<std::string> built_image_names(const Service& service);

}  // namespace slipway::compose
