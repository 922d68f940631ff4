#pragma once

#include "classify/change.hpp"
#include "classify/verdict.hpp"
#include "image/context/selection_members.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// Where a file gets into an image.
struct PathReach {
  classify::Reach reach = classify::Reach::not_copied;
  std::vector<std::size_t> steps;  ///< The steps that it enters, by number, in Dockerfile order.
  /// The first of them by name. For an ignored path, the pattern's place (".dockerignore:3"); for one that
  /// only a stage takes that the target does not need, that stage.
  std::string where;
};

/// A RUN that installs dependencies after a COPY of the sources: every edit of a source installs them again.
struct InstallAfterSource {
  std::size_t copy = 0;  ///< Step numbers.
  std::size_t install = 0;
  std::string command;  ///< "pip install"
};

/// Answers for one image which paths of the tree get into which of its steps, whether or not they exist.
///
/// A file counts as a dependency (Reach::dependency) if it enters a step before a RUN that
/// installs dependencies, or is mounted into that RUN, and is
///   * named by the COPY, alone or with others (`COPY package*.json ./`), and no program text; or
///   * named like a manifest (requirements.txt, go.mod), whatever it was copied with; or
///   * in a copied directory that is named like one of dependencies (wheels/, vendor/) or that the RUN
///   mentions.
/// Other files of a directory that is copied ahead of the RUN, such as all of `COPY . .`, are sources: their
/// order is a trap, which installs_after_source() reports.
class ReachIndex {
 public:
  /// The model must outlive the index.
  static Result<ReachIndex> of(const ImageModel& model);

  /// `path` is relative to the root of the tree.
  Result<PathReach> find(std::string_view path) const;

  /// Whether the other is certain to give the same answers: its Dockerfile and ignore file are the same, and
  /// links in the tree lead to the same places.
  bool agrees_with(const ReachIndex& other) const;

  /// Whether the tree as it was before these changes is certain to give the same answers, which saves reading
  /// it: neither what decides them nor a link has changed.
  bool held_before(const classify::ChangeSet& changes) const;

  std::vector<InstallAfterSource> installs_after_source() const;

 private:
  struct Entrance {
    std::size_t step = 0;
    std::size_t context = 0;
    SelectionMembers members;
  };
  struct Install {
    std::size_t step = 0;
    std::string command;
  };

  /// A stage that the target does not need, as a model of its own.
  struct UnbuiltStage {
    std::string name;
    std::shared_ptr<const ImageModel> model;
    std::vector<Entrance> entrances;
  };

  explicit ReachIndex(const ImageModel& model) : model_(&model) {}
  static Result<std::vector<Entrance>> entrances_of(const ImageModel& model);
  /// What the path is to the image beside what steps take of it; `not_copied`: nothing.
  classify::Reach decides(std::string_view path) const;
  void find_installs();
  Result<void> add_unbuilt_stages();
  Result<std::string> unbuilt_stage_taking(std::size_t context, std::string_view path) const;
  std::optional<InstallAfterSource> compile_after_source(std::size_t step) const;
  bool takes_directory(const Entrance& entrance) const;
  bool enters_as_dependency(const Entrance& entrance, Membership membership, std::string_view path) const;

  const ImageModel* model_;
  std::vector<Entrance> entrances_;
  std::vector<UnbuiltStage> unbuilt_;
  std::map<std::size_t, std::vector<Install>>
      installs_behind_;  ///< By the step that they lie behind, or are.
};

/// The answers that classify::classify() asks for: for every changed path, how the stricter of both sides
/// takes it. Without one for what was built before, the present one alone decides.
Result<classify::ReachAnswers> reach_of_changes(const ReachIndex* before, const ReachIndex& after,
                                                const classify::ChangeSet& changes);
/// The same, by the models.
Result<classify::ReachAnswers> reach_of_changes(const ImageModel* before, const ImageModel& after,
                                                const classify::ChangeSet& changes);

}  // namespace slipway::image
