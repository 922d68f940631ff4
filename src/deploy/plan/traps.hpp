#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"
#include "deploy/plan/settings.hpp"
#include "image/context/tree_survey.hpp"
#include "image/steps/image_model.hpp"
#include "lint/image_lints.hpp"
#include "lint/stop_lints.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// Collects the traps of an application while its plan is made: those of the compose files at once, those of
/// each image when its model is made.
class TrapSearch {
 public:
  /// `is_repository_top`: the tree's root is the top of a working tree. Model and survey must outlive the
  /// search.
  TrapSearch(const compose::Model& model, const Settings& settings, bool is_repository_top,
             const image::TreeSurvey& survey, lint::CheckoutDifferences differences);

  /// Adds the traps that are seen without walking through the whole context.
  Result<void> look_at(const image::ImageModel& image, const std::string& service);
  /// What the containers of the images that were looked at start with, by service.
  const std::map<std::string, lint::StartWords>& starts() const { return starts_; }
  /// The services among them whose Dockerfile says EXPOSE.
  const std::set<std::string>& exposing() const { return exposing_; }
  lint::ImageSurroundings surroundings_of(const std::string& service) const;
  void add(lint::Findings findings);
  /// What the images that were looked at are made from.
  const std::vector<std::string>& base_images() const { return base_images_; }
  /// By file and line, what is the same of several services once.
  lint::Findings found() &&;

 private:
  const compose::Model* model_;
  bool is_repository_top_;
  const image::TreeSurvey* survey_;
  lint::CheckoutDifferences differences_;
  unsigned health_timeout_;
  std::vector<std::string> own_images_;
  lint::Findings found_;
  std::map<std::string, lint::StartWords> starts_;
  std::set<std::string> exposing_;
  std::vector<std::string> base_images_;
};

/// Without findings about files that a build will make.
lint::Findings without_missing_files(lint::Findings findings);

struct UnsilencedFindings {
  lint::Findings findings;
  std::size_t silenced = 0;  ///< How many were left out.
};

/// Leaves out the warnings that are silenced by name; what stops a deployment cannot be silenced, but for
/// artifact-architecture, which does not stop it then. A name that no warning has is a finding itself.
UnsilencedFindings without_silenced(lint::Findings findings, const std::vector<std::string>& silenced);

}  // namespace slipway::deploy
