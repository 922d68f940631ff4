#pragma once

#include "deploy/plan/artifacts.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/secret_files.hpp"
#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "host/probe.hpp"

#include <optional>

namespace slipway::deploy {

/// What is to be deployed: a commit, and the tree at ROOT in it with the artifacts that are built.
struct Target {
  classify::TargetCommit commit;
  std::string tree;
  std::string head;            ///< HEAD; with `dirty` another commit than the one to deploy.
  ReleaseArtifacts artifacts;  ///< Those that are not built yet are not in the tree.
  std::string root;            ///< ROOT relative to the top of the repository.
};

struct TargetOptions {
  bool dirty = false;  ///< Deploy a snapshot of the working tree instead of HEAD.
};

/// The tree includes contents of Git LFS and submodules, as far as they are here (whole_tree.hpp).
/// Errors: no repository, no commits, ROOT is not in the commit, unmerged files with `dirty`, an artifact in
/// the place of a file of git.
Result<Target> find_target(const git::Repository& repository, const Application& application,
                           const TargetOptions& options);

/// The paths below ROOT that differ from the commit to deploy, and so are not deployed.
Result<std::vector<std::string>> left_out(const git::Repository& repository, const Target& target);

/// The same, looked for while the plan is made: in a large working tree git takes as long as everything else.
class LeftOut {
 public:
  /// `looks`: no for what is to be planned whatever else lies in the working tree.
  LeftOut(const git::Repository& repository, const Target& target, bool looks);
  /// Adds them to the plan, or a note that nobody has looked. To be called once.
  Result<void> add_to(classify::Plan& plan);

 private:
  std::optional<git::UncommittedInquiry> inquiry_;
  bool is_whole_tree_;
};

/// What an older tool left in the deployment's directory, as far as the repository knows it.
struct Adopted {
  std::string commit;
  std::string tree;
};

struct PlanRequest {
  std::optional<classify::Strategy> forced = {};
  /// What the host said; nothing while configuring, when the journal as last seen is used.
  const host::HostState* host = nullptr;
  /// The images of an earlier release are put back: the plan says nothing about them, and reads only
  /// compose's files, because others may not be in this clone.
  bool restores = false;
  /// Files that were edited on the host are replaced.
  bool overwrite_drift = false;
  /// The env and secret files that change with the release, if it is not the host that was asked.
  std::vector<std::string> secrets = {};
  /// What is here of these files; null if nobody has read them.
  const std::vector<SecretFile>* beside_git = nullptr;
};

/// Makes the plan for one deployment: reads the trees, the compose files and the Dockerfiles in them, and
/// asks classify for the decision. Touches no network, no reference and no file. May start git: to read a
/// repository that libgit2 does not, and to write the whole tree of an older release, of which the host has a
/// part (shipment.hpp), into the repository's objects again.
Result<PlannedRelease> make_plan(const git::Repository& repository, const Settings& settings,
                                 const Target& target, const Journal& journal, const PlanRequest& request);

}  // namespace slipway::deploy
