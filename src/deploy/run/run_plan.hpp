#pragma once

#include "deploy/plan/host_tools.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"
#include "swarm/stack.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace slipway::deploy {

/// One run on the host, described: what the texts below are made from.
struct RunPlan {
  std::string nonce;
  std::string directory;
  std::uint64_t release = 0;
  std::string
      secrets;       ///< The directory below .slipway/secrets that the release's env and secret files are in.
  std::string tree;  ///< What goes into the directory.
  std::string left_behind;  ///< The commit that lists what does not (deploy/plan/shipment.hpp).
  std::string expected_journal;
  std::string base_tree;  ///< The tree that an older tool left there, if known.
  std::string source_commit;
  std::string pack;     ///< The release's files, for git unpack-objects; empty if the host has them.
  std::string holder;   ///< "ann@laptop since …": shown to whoever finds the lock taken.
  std::string started;  ///< ISO 8601, UTC
  std::string message;  ///< The head of the journal entry.
  unsigned health_timeout = 120;
  unsigned settle = 5;
  bool runs_jobs = true;       ///< Those of the spec; not if an earlier release is put back and nobody asks.
  unsigned job_timeout = 600;  ///< Seconds that each of them may take.
  unsigned confirm_timeout = 0;  ///< Seconds to wait for the client's confirmation; 0: it is not asked.
  unsigned tests_timeout = 0;    ///< The same for its tests in the new images; 0: there are none.
  unsigned probation = 0;  ///< Seconds that the host watches the release once it is recorded; 0: it does not.
  unsigned keep = 5;
  unsigned build_jobs = 0;  ///< 0: as many as the host's memory and cores allow.
  bool overwrite_drift = false;
  HostTools tools;
  std::string engine_root;           ///< Where the engine keeps its images, as far as known.
  std::string programs;              ///< HostState::programs, for the host to remember.
  std::vector<std::string> running;  ///< The ids of the project's containers that ran at the last look.
  std::string cache_bust_arg;
  std::vector<std::string> labels;  ///< name=value, on every image that is built
  std::optional<Rollout> rollout = {};
  std::optional<swarm::Stack> stack = {};  ///< With ENGINE swarm.
  std::string registry;  ///< For a swarm: where its nodes pull from; empty: images are brought to them.
  unsigned seed_timeout =
      0;  ///< Seconds that the client may take to bring images to other nodes; 0: there are none.
  const ReleaseSpec* spec = nullptr;
  const classify::Plan* plan = nullptr;
  /// Built on this machine and on the host already: their ids there, by service.
  std::map<std::string, std::string> delivered;
  std::uint64_t image_bytes = 0;  ///< Bytes that were sent of them.
  /// Trailers known before the run beyond those of the plan: what was measured here.
  std::vector<std::pair<std::string, std::string>> measured;
  /// For a rollback: the release whose images are put back. Nothing is built then.
  const Release* restores = nullptr;
};

/// The name compose uses for an image on this host.
std::string compose_name(const ImageBuild& image, const HostTools& tools);
std::string project_name(const ReleaseSpec& spec, const HostTools& tools);
/// What the names of images of a deployment's directory on the host have in them, so that two directories
/// never take each other's.
std::string tag_digest(const std::string& directory);
/// `slipway-<project>-<digest>`, and a release's tag with it:
/// `repository:slipway-<project>-<digest>-<release>`
std::string release_tags(const RunPlan& run);
std::string release_tag(const ImageBuild& image, const RunPlan& run);

/// What the plan says of the image of a service; null if it says nothing.
const classify::ImagePlan* image_plan(const RunPlan& run, const std::string& service);

/// Whether an image is still to be built for it.
bool builds_images(const RunPlan& run);

}  // namespace slipway::deploy
