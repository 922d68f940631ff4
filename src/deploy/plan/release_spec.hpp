#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/shipment.hpp"
#include "deploy/plan/wanted.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A program among the artifacts, where an image has it.
struct ProgramInImage {
  std::string artifact;  ///< Its path in the tree.
  std::string place;     ///< Absolute, in the image.
  std::string linker;    ///< The dynamic linker that it asks for.
  /// What the containers of its services have beside the image that may bring its libraries: "the
  /// service mounts something at /opt/lib". Empty if there is nothing.
  std::string brought_by = {};
  /// What the compose file says of the first word that they start (program_start.hpp).
  std::string first_word = {};
};

/// How one service's image is made, as the compose file and the settings say.
struct ImageBuild {
  std::string service;
  std::string name_v2;     ///< What compose v2 calls the image, with its tag …
  std::string name_v1;     ///< … and what compose v1 does.
  std::string context;     ///< A path in the tree; "" is its root.
  std::string dockerfile;  ///< A path in the tree; empty if `inline_dockerfile` is used.
  std::string inline_dockerfile;
  /// The same two with links followed as far as the builder has to be spared them.
  std::string builders_context;
  std::string builders_dockerfile;
  std::string target;
  std::string platform;
  std::string network;
  std::string shm_size;
  std::map<std::string, std::string> arguments;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> additional_contexts;  ///< Name to path in the tree, or to an address.
  std::map<std::string, std::string> service_contexts;     ///< Name to the service whose image it is.
  /// The other services of the application whose images it is made from, each with the names by which the
  /// Dockerfile knows that image, as `--build-context` wants them.
  std::map<std::string, std::set<std::string>> made_from;
  std::vector<std::string> extra_hosts;
  std::vector<std::string> cache_from;
  std::vector<std::string>
      tags;  ///< `build.tags`, as complete references: nobody gives the image these names.
  std::string
      definition;  ///< Digest of what the same files are built with: another digest means another image.
  std::string
      cache_bust;  ///< Content-derived value for the busting argument; empty if the Dockerfile has none.
  bool declares_epoch =
      false;  ///< The Dockerfile has `ARG SOURCE_DATE_EPOCH`: the times of files may be set.
  std::vector<ProgramInImage> programs;  ///< What only the new image can tell is asked for these.
  /// The existing image, which is used again if the plan does not build.
  std::string present_id;
  std::string present_tag;  ///< The name by which the release that runs keeps it; empty in older journals.
  std::uint64_t present_release = 0;
  std::string present_cache_bust;
  std::string present_labels;  ///< As in the journal.
  std::optional<std::uint64_t> present_bytes;
};

/// What a service is beyond one container that runs by itself (compose/service.hpp).
struct ServiceForm {
  std::optional<std::uint64_t> containers = 1;  ///< Nothing: not known here.
  std::vector<std::string> awaited_by = {};     ///< The services that start once it has ended well.
  std::set<std::string> joins = {};
  std::set<std::string> waits_for = {};         ///< The services that start ahead of it …
  std::set<std::string> waits_for_health = {};  ///< … and those of them that have to be healthy then.
  bool restarts_with_others = false;            ///< It depends on one of them with `restart: true`.
  /// How long Docker takes to look at its health for the first time, as far as the compose file tells.
  std::uint64_t check_interval = 30;
  std::uint64_t stop_seconds = 10;
  /// The service of the application whose built image it runs; empty: its own, or one from elsewhere.
  std::string image_of = {};
  std::vector<std::string> mounts_images_of = {};  ///< Those whose built images it mounts.
};

/// A service that runs once and ends before the others are touched.
struct Job {
  std::string service;
  /// The services that it needs, with those that they need: "db" or "db=healthy". Started if they do not run.
  std::vector<std::string> needs;
};

/// Everything a release is made of. Pure data, made by the planner from trees alone.
struct ReleaseSpec {
  std::string commit;                          ///< The source commit.
  std::string tree;                            ///< The tree to deploy: the subtree at ROOT.
  std::optional<Shipment> shipment;            ///< Which of its files go to the host; nothing: all of them.
  std::vector<Artifact> artifacts;             ///< The files in it that are no part of the commit …
  ArtifactBuild artifact_build;                ///< … and how they were made.
  std::map<std::string, std::string> linkers;  ///< Of those that are programs, by path: to be looked for …
                                               ///< … in the images. Empty if nobody wants that.
  std::vector<std::string> compose_files;      ///< Relative to the tree's root.
  std::string project_v2;
  std::string project_v1;
  std::string project_directory;             ///< Relative to the tree's root.
  std::string compose_version;               ///< Top-level `version:` of the compose file.
  std::vector<std::string> services;         ///< Those that run.
  std::map<std::string, ServiceForm> forms;  ///< By service; what is not here is the plain one.
  std::vector<Job> jobs;                     ///< BEFORE_SWITCH, in the order that is said there.
  std::vector<std::string> pulled_images;    ///< Images that are not built here.
  /// What the images are for that are built, and the services that files are mounted into; "": what the
  /// engine is.
  std::set<std::string> platforms;
  std::vector<ImageBuild> images;  ///< Of services that run, or whose images others run or are made from.
  std::string settings_digest;
  Wanted wanted;
  /// With ENGINE swarm, what the stack file is written from; else null.
  std::shared_ptr<const compose::Model> application;
};

/// A decision together with what it decides about.
struct PlannedRelease {
  classify::Plan plan;
  ReleaseSpec spec;
};

}  // namespace slipway::deploy
