#pragma once

#include "classify/finding.hpp"
#include "classify/verdict.hpp"
#include "util/untrusted.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::classify {

/// What happens to the containers of a service. `run`: one that has ended, and whose end others wait for, is
/// started again.
enum class ServiceAction : std::uint8_t { keep, restart, recreate, run };
std::string_view name_of(ServiceAction action);

/// What has to be done so that a container sees changed mounted files, if it is not re-created for another
/// reason: compose compares a service's definition, not the files that it mounts.
enum class Refresh : std::uint8_t { none, restart, recreate };
std::string_view name_of(Refresh refresh);

/// Why containers are restarted, re-created or run. The kind says what the names are.
struct ServiceCause {
  enum class Kind : std::uint8_t {
    none,              ///< They are kept.
    first_deployment,  ///< Nothing of the application is there.
    new_image,         ///< The image is built.
    base_image,        ///< The image is built because it is made from the image of `names`, which is built.
    new_service,       ///< The release before has no such service.
    definition,        ///< These keys differ in the compose file.
    mounted,           ///< These mounted files differ.
    variables,         ///< The file that the environment is read from differs.
    restarts_with,     ///< It depends on this service, with `restart: true`.
    shares_namespace,  ///< It shares the network, processes or IPC of this service.
    awaited,           ///< It runs again, because these services wait for its end.
    shared_image,      ///< The image that the service of `names` builds, and that this one runs, is built.
    image_mounted,     ///< The image that the service of `names` builds, and whose files it mounts, is built.
    shares_volumes,    ///< It has the volumes of this service, whose containers are re-created.
    written,           ///< A secret or config that compose writes into the container differs: `secret a`.
    unhealthy,         ///< It is unhealthy on the host, and nothing else changes it.
    gone,              ///< Nothing of it is on the swarm any more.
    changed_by_hand    ///< Somebody has changed its definition on the swarm.
  };
  Kind kind = Kind::none;
  std::vector<std::string> names = {};
};

/// Which steps of an image's build are predicted to run again.
struct StepForecast {
  struct Step {
    std::string name;
    int line = 0;
    std::string verdict;  ///< "HIT", "MISS" or "MAYBE".
  };
  std::size_t reused = 0;
  std::size_t total = 0;
  std::string first;             ///< The first step that runs again; empty if none does.
  std::vector<Step> steps = {};  ///< Those that the builder will report.
  /// Of those that are not reused: how many depend on what a step that runs again produces.
  std::size_t undecided = 0;
  /// BuildKit's `--no-cache` is not for WORKDIR: how many of those at the beginning of a stage it reuses in a
  /// full build.
  std::size_t reused_from_scratch = 0;
};

/// One image that a service builds.
struct ImagePlan {
  std::string service;
  Strategy strategy = Strategy::none;  ///< `none`: the existing image is used again.
  bool build = false;                  ///< Whether the builder is called.
  std::string base;                    ///< The release that built the present image; empty if there is none.
  std::vector<Reason> reasons;
  std::optional<StepForecast> steps;
  std::string built_on = {};  ///< The image is built only because that of this service is built.
};

/// What similar deployments cost on this host.
struct CostForecast {
  double seconds = 0;  ///< Of the whole run. This and the other single figures are medians.
  double low = 0;      ///< Most have taken between these.
  double high = 0;
  std::uint64_t bytes = 0;  ///< Of files and images, as they are sent.
  struct Step {
    std::string name;  ///< In lower case.
    double seconds = 0;
  };
  std::vector<Step> steps;   ///< The slowest first.
  std::size_t releases = 0;  ///< How many releases it is made from.
  std::string like;          ///< What these have in common, for people.
  bool alike = true;         ///< They are of the planned kind, not of any kind.
  bool guess = false;        ///< There are few, or they were different.
};

/// In which order the containers of a service are replaced, if they are re-created, and why.
struct StartOrder {
  enum class Why : std::uint8_t {
    none,               ///< There are no containers to replace.
    nothing_exclusive,  ///< Two may run side by side: the new one starts first. All others stop first.
    asked,              ///< UPDATE_ORDER or `deploy.update_config.order` says so; `name` is which of them.
    published_port,     ///< `name` is the port.
    device,             ///< `name` is the device.
    privileged,
    container_name,    ///< `name` is it.
    host_namespace,    ///< It shares a namespace of the host: `name` is the key.
    shared_namespace,  ///< It shares a namespace of the service `name`, or that service one of its own.
    writable,          ///< It may write to what is mounted from `name`.
    address,           ///< It has an address of its own in a network.
    hook,              ///< `pre_stop`, which compose alone runs.
    awaited,           ///< Others wait for its end.
    restarts_others,   ///< A service, `name`, depends on another with `restart: true`.
    count_unknown,     ///< Only the host knows how many containers it has.
    not_reached        ///< Nothing shows that others connect to it.
  };
  Why why = Why::none;
  std::string name = {};
  /// Only the host knows whether others connect to it, by the ports that its containers have: stop first if
  /// they have none.
  bool if_exposed = false;

  bool starts_first() const { return why == Why::nothing_exclusive; }
};

struct ServicePlan {
  std::string service;
  ServiceAction action = ServiceAction::keep;
  ServiceCause cause = {};
  Refresh refresh = Refresh::none;  ///< Also with `recreate`: a new build may produce the same image.
  StartOrder order = {};
};

/// What is deployed now, as far as is known here.
struct DeployedRelease {
  std::uint64_t number = 0;
  std::string source_commit;
  Untrusted subject;
  std::int64_t time = 0;
};

/// What is to be deployed.
struct TargetCommit {
  std::string commit;
  std::string subject;
  std::string branch;  ///< Empty if HEAD is detached.
  bool dirty = false;  ///< A snapshot of the working tree.
};

/// A file of the release that the build has made (slipway_add_artifacts()).
struct PlannedArtifact {
  std::string path;
  std::string origin;  ///< "target sensor", "component runtime", "file".
  std::uint64_t bytes = 0;
  std::string sha256;
  bool is_changed = false;  ///< The deployed release has another content there, or none.
};

/// A deployed commit that the one to deploy does not contain: somebody else's work, or a step back.
struct Divergence {
  std::uint64_t release = 0;
  std::string commit;
  Untrusted subject;
  Untrusted by;
  std::optional<std::size_t>
      commits;  ///< How many it has that the target lacks; nothing if it is not in this clone.
  /// The clone is shallow: its history ends before it could tell if the target contains the commit.
  bool undecided = false;
};

/// The decision and its steps, as data: what `deploy-plan` prints is what `deploy` does.
struct Plan {
  std::string deployment;
  std::string environment;
  std::string host;
  bool of_fleet = false;               ///< The host is one of several with the same environment.
  Strategy strategy = Strategy::none;  ///< What will be done.
  Strategy computed =
      Strategy::none;  ///< The strategy that the changes need; differs if another one was forced.
  bool forced = false;
  std::optional<DeployedRelease> from;
  TargetCommit to;
  std::vector<Reason> reasons;  ///< Strictest first.
  std::vector<PathVerdict> changes;
  std::vector<ImagePlan> images;
  std::vector<ServicePlan> services;
  /// Only files are replaced; no container and no image is touched.
  bool files_alone = false;
  /// The host's compose checks if it can read new or changed compose files before they are used.
  bool asks_compose = false;
  std::vector<std::string>
      stale;  ///< What is possibly stale because a weaker strategy is forced: "web: what of it".
  std::vector<Finding> warnings;
  std::vector<std::string> cheaper;  ///< What would make it cheaper, one sentence each.
  std::optional<CostForecast> cost;  ///< Nothing if the host has no history.
  std::vector<std::string> notes;    ///< For people.
  std::vector<PlannedArtifact> artifacts;
  std::vector<std::string> pending_artifacts;  ///< What is still to be built: "target sensor".
  std::optional<Divergence> diverged;
  std::vector<std::string>
      not_asked;             ///< What only the host knows, if it was not asked: "containers", "edited files".
  std::string as_last_seen;  ///< "as last seen 3 days ago", if the host was not asked.
  std::vector<std::string> waiting;   ///< Services of a swarm that no node can run at present.
  std::vector<std::string> left_out;  ///< Uncommitted paths that the release does not contain.
};

/// What is known of one image when the plan is made.
struct ImageFacts {
  std::string service;
  std::string context;                      ///< Its build context, a path in the trees.
  std::string base;                         ///< The release that built the present image.
  std::vector<std::string> made_from = {};  ///< The services whose images it is made from.
  ChangeSet changes;  ///< Between the tree that release was built from and the tree to deploy.
  ReachAnswers reach;
  std::vector<Reason> full_because;  ///< No base, other arguments, another platform, builder or target …
  std::optional<StepForecast> steps;
  /// If it differs: what a cached build does, which repeats the busting value of the present image.
  std::optional<StepForecast> steps_when_cached = {};
};

/// What is known of one service when the plan is made.
struct ServiceFacts {
  std::string service;
  std::string image_of =
      {};  ///< The service whose built image it runs; empty: its own, or one from elsewhere.
  std::vector<std::string> mounts_images_of = {};  ///< The services whose built images it mounts.
  std::optional<ServiceCause> recreate_because = {};
  std::optional<ServiceCause> restart_because = {};
  Refresh refresh = Refresh::none;
  std::optional<ServiceCause> run_because = {};  ///< Every time that compose is called.
  /// The services that it starts anew with (`restarts_with`, `shares_namespace`), or is made anew with
  /// (`shares_volumes`), one name each.
  std::vector<ServiceCause> follows = {};
};

struct PlanInput {
  std::vector<std::string>
      changed_jobs;   ///< Those of BEFORE_SWITCH whose definition or mounted files changed.
  ChangeSet changes;  ///< Between the tree that is deployed and the tree to deploy.
  bool first = false;
  std::vector<Reason> asked_for;  ///< Reasons other than changes: settings changed, a service does not run …
  std::vector<ImageFacts> images;
  std::vector<ServiceFacts> services;
  std::vector<std::string> compose_files =
      {};                        ///< With the files that they include or extend, and targets of links.
  bool restores = false;         ///< An earlier release is put back.
  bool overwrite_drift = false;  ///< Files that were edited on the host are replaced.
  bool dockerfile_is_literal = true;
  std::optional<Strategy> forced;
};

/// The decision. Pure; fills strategy, computed, forced, reasons, changes, images, services, files_alone,
/// asks_compose and stale.
Plan decide(const PlanInput& input, const Rules& rules);

}  // namespace slipway::classify
