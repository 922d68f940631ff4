#pragma once

#include "classify/rules.hpp"
#include "util/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

struct SmokeTest {
  std::string name;
  std::vector<std::string> command;
};

/// What slipway_run_tests_in() says. Which tests they are, CTest knows.
struct HostTestSettings {
  std::string service;  ///< In whose image they run; empty if there are none.
  unsigned timeout = 600;
  std::vector<std::filesystem::path> files;  ///< Files and directories that the tests read.
  std::string readelf;                       ///< Of the toolchain; empty: the one on PATH.

  bool any() const { return !service.empty(); }
};

/// Which deployment it is, and the host and directory that it is for.
struct Place {
  std::string deployment;
  std::string environment;
  std::string host;  ///< Empty in the settings of a whole fleet: settings_of_host() fills it in.
  std::string directory;
  std::string ssh_config;
  bool of_fleet = false;  ///< The host is one of several (HOSTS).

  /// Under which name this clone keeps what it knows of the host, below refs/slipway/<deployment>/: the
  /// environment, and for a host of a fleet <environment>/hosts/<host>.
  std::string record() const;
  /// What the place is called in what people read: the host of a fleet, else place_name().
  std::string shown() const;
};

/// A host of a fleet.
struct FleetHost {
  std::string name;       ///< As ssh knows it.
  std::string directory;  ///< Where the application is on this host.
  std::string platform;   ///< To build for; empty: the host's own.
  std::vector<std::string> tags;
};

/// HOSTS, and how a release gets to them.
struct FleetSettings {
  std::vector<FleetHost> hosts;          ///< In the order of the project; empty if HOST names one.
  std::vector<std::string> waves;        ///< Sizes: "1", "100%".
  unsigned soak = 0;                     ///< Seconds for which a wave is watched before the next begins.
  bool revoke = false;                   ///< ON_WAVE_FAILURE revoke
  bool skip_unreachable = false;         ///< UNREACHABLE skip
  unsigned parallel = default_parallel;  ///< Hosts that are deployed to at once.
  static constexpr unsigned default_parallel = 8;

  bool any() const { return !hosts.empty(); }
  /// Null if there is no such host.
  const FleetHost* find(const std::string& name) const;
};

/// The calls of slipway_add_artifacts().
struct ArtifactSettings {
  std::filesystem::path base;       ///< As settings.json has it; empty if the deployment has no artifacts.
  std::filesystem::path directory;  ///< Where recipe.json lies, and what is built is noted: one for each …
                                    ///< … configuration of a multi-config generator, else `base`.
  std::vector<std::string> wanted;  ///< "target sensor", "component runtime", "file model.bin".
  std::vector<std::string> destinations;  ///< Where each of them is to lie.

  /// What is to lie where: "target sensor in dist".
  std::vector<std::string> asked() const;

  bool any() const { return !base.empty(); }
};

/// A program here that prints a secret.
struct SecretCommand {
  std::string name;  ///< Where a file of SECRET_FILES would lie; relative to the source directory.
  std::vector<std::string> command;
};

/// What is deployed.
struct Application {
  std::filesystem::path source_directory;  ///< Of the CMakeLists.txt that declares the deployment.
  std::filesystem::path root;  ///< Empty in settings.json: the directory of the first compose file.
  std::vector<std::string> compose_files;
  std::vector<std::string> services;
  std::string project_name;               ///< Of the compose project; empty: as compose finds it.
  std::vector<std::string> env_files;     ///< Not in git; relative to the source directory, like …
  std::vector<std::string> secret_files;  ///< … these.
  ArtifactSettings artifacts;             ///< Files that are built, and are no part of a commit.
  std::vector<SecretCommand> secret_commands;
};

/// How a change is judged.
struct VerdictSettings {
  classify::RuleLines rules;
  bool replace_default_rules = false;
  bool dockerfile_is_literal = true;
  bool sync_mounted_sources = false;
  std::vector<std::string> silenced;  ///< Findings of lint.
};

/// ENGINE swarm: HOST is a manager of a Docker Swarm.
struct SwarmSettings {
  bool on = false;
  std::vector<std::string> nodes;  ///< NODES: the other nodes that may have tasks, as ssh names.
};

/// How images are built, and how they reach the host.
struct BuildSettings {
  std::map<std::string, std::string> args;
  std::string cache_bust_arg;
  std::string platform;
  std::string builder;           ///< auto, buildkit, classic
  bool here = false;             ///< BUILD_ON here
  bool ship_minimal = false;     ///< SHIP minimal; only with here.
  std::string registry;          ///< Address of the person's own registry; only with here, or for a swarm.
  std::string registry_program;  ///< Path or name; empty: the first of the known ones that is there.
  unsigned jobs = 0;  ///< Images built at once on the host; 0: as many as its memory and cores allow.
};

/// What happens from the switch on. Times are in seconds.
struct SwitchSettings {
  unsigned health_timeout = 120;
  unsigned settle = 5;                ///< How long a service without a health check is watched.
  unsigned probation = 0;             ///< How long a deployed release is watched; 0: it is not.
  std::string update_order = "auto";  ///< UPDATE_ORDER: auto, stop-first, start-first.
  bool recover_at_boot = false;       ///< The host recovers by itself when it starts.
  /// Services that are jobs: each runs once and ends, while what ran before still serves.
  std::vector<std::string> before_switch;
  unsigned before_switch_timeout = 600;  ///< What each of them may take.
  bool confirm_from_client = false;
  unsigned confirm_timeout = 120;
  unsigned keep_releases = 5;
  bool allow_diverged =
      false;  ///< Deploy without a question if the host runs a commit that HEAD does not contain.
};

/// Commands of the person's own, run on this machine; empty if there is none.
struct Commands {
  std::vector<SmokeTest> smoke_tests;
  HostTestSettings host_tests;
  std::vector<std::string> before_deploy;
  std::vector<std::string> after_deploy;
  std::vector<std::string> on_failure;
};

/// The CMake project around the deployment.
struct BuildSystem {
  std::filesystem::path build_directory;
  std::filesystem::path project_directory;  ///< Of the top-level CMakeLists.txt and the presets.
  std::string cmake_command;                ///< Empty if the module did not say.
  std::string ctest_command;                ///< Empty: the one on PATH.
  std::string configuration;                ///< To build and test, with a multi-config generator; else empty.
  std::string module_version;               ///< Of the module that wrote the file; empty if it did not say.
};

/// What slipway_add_deployment() wrote down: settings.json, schemas 1 and 2
/// (docs/reference/settings-json.md). A function takes the part that it needs.
struct Settings {
  std::filesystem::path file;
  Place place;
  FleetSettings fleet;
  SwarmSettings swarm;
  Application application;
  VerdictSettings verdict;
  BuildSettings build;
  SwitchSettings switchover;
  Commands commands;
  BuildSystem build_system;

  /// The file beside settings.json whose change makes the project configure, and so plan, again.
  std::filesystem::path state_file() const { return file.parent_path() / "state"; }
  /// Where commands keep what is of this host alone: beside settings.json, or for a host of a fleet in a
  /// directory of its own there, which need not exist yet.
  std::filesystem::path host_directory() const;
};

/// The deployment to one host of the fleet, as if HOST had named it: its host, directory, platform, and its
/// record() here. `host` is one of `settings.fleet`.
Settings settings_of_host(const Settings& settings, const FleetHost& host);
/// Of a fleet with a single host the deployment to that, for commands that are for one host; else the
/// settings themselves.
Settings without_choice(Settings settings);
/// One for each host of the fleet, in order; the settings themselves if there is no fleet.
std::vector<Settings> settings_of_hosts(const Settings& settings);

/// The name of a host as a part of a git reference or of a path: letters, digits, `-`, `_`, `@` and single
/// full stops are kept, other bytes become %XX. No two names become one.
std::string escaped_host(std::string_view host);
/// The name that escaped_host() was given.
std::string unescaped_host(std::string_view escaped);

/// Takes another configuration than the one that settings.json names, with a multi-config generator.
void choose_configuration(Settings& settings, std::string configuration);

/// The command that writes a file of a build directory again: "cmake /src/build   (configures the project
/// again)", or with a preset if the file is in no build directory.
std::string how_to_configure(const std::filesystem::path& file);

/// Error: the file cannot be read, is of another schema, requires what this helper does not know, or a value
/// has the wrong type.
Result<Settings> load_settings(const std::filesystem::path& file);

}  // namespace slipway::deploy
