#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/mounted_sources.hpp"
#include "deploy/plan/release_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/plan/traps.hpp"
#include "git/repository.hpp"
#include "image/context/tree_survey.hpp"

#include <map>
#include <string>
#include <utility>

namespace slipway::deploy {

/// The reason of a full build if the files of a release cannot be read here.
classify::Reason base_unreachable(std::uint64_t release, const Error& error);

/// Puts into `facts` what the models of both sides say about the changes of an image: how each change
/// reaches it, and which steps run again. `before` is null if there is nothing to compare with.
Result<void> compare_models(classify::ImageFacts& facts, const image::ImageModel* before,
                            const image::ImageModel& after);

/// What changed from other trees to the one that is planned. Each is compared once: many images were mostly
/// built by the same few releases, and git is asked for more if a .gitattributes file changed.
class ChangesSince {
 public:
  /// The repository must outlive it.
  ChangesSince(const git::Repository& repository, std::string tree)
      : repository_(&repository), tree_(std::move(tree)) {}

  Result<classify::ChangeSet> tree(const std::string& from);

 private:
  const git::Repository* repository_;
  std::string tree_;
  std::map<std::string, classify::ChangeSet> known_;
};

/// For every image of the release: what changed since the release that built the present one, how that
/// reaches it, and which steps run again. Also fills in, per image, what is there and the busting value, and
/// adds what will surprise to `traps`, and lets `mounted` settle what the containers see through mounts;
/// `changes_since` is about the tree of `spec`; `model_before` is of the deployed release, null if it cannot
/// be read.
/// Error: a Dockerfile or ignore file that Docker would refuse, or a file that it would not find.
/// Also if an image would get a placeholder for a file: pointers of Git LFS are looked for among
/// `possible_pointers`.
Result<std::vector<classify::ImageFacts>> image_facts(
    const git::Repository& repository, ReleaseSpec& spec, const Journal& journal,
    const BuildSettings& build_settings, const image::TreeSurvey& survey,
    const std::vector<std::string>& possible_pointers, TrapSearch& traps, MountedSources& mounted,
    ChangesSince& changes_since, const compose::Model* model_before);

}  // namespace slipway::deploy
