#pragma once

#include "deploy/plan/artifacts.hpp"
#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "lint/context_measure.hpp"
#include "lint/image_lints.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What is checked: the tree at `root` of a commit.
struct LintSubject {
  std::string commit;
  std::string root;  ///< Relative to the top of the repository.
  bool dirty = false;
};

struct LintReport {
  std::string deployment;  ///< Empty if no settings were given.
  std::string environment;
  LintSubject subject;
  std::vector<std::string> files;  ///< The compose files; empty if there is only a Dockerfile.
  ReleaseArtifacts artifacts;      ///< Those that are built are in the tree that is looked through.
  /// Why missing files are not reported: a build may still make them; empty if they are reported.
  std::string still_to_build;
  lint::Findings findings;  ///< Errors first, then by file and line.
  std::size_t silenced = 0;
  std::vector<lint::ContextMeasure> contexts;  ///< One for each image.

  bool has_errors() const;
};

/// Looks for traps in a whole application: with the settings of a deployment, or with those that a directory
/// with compose files, or with a Dockerfile alone, would be deployed with. Starts nothing, touches nothing.
/// Error if the tree or its compose files cannot be read.
Result<LintReport> lint_application(const git::Repository& repository, const Settings& settings,
                                    const LintSubject& subject);

}  // namespace slipway::deploy
