#pragma once

#include "classify/change.hpp"
#include "classify/rules.hpp"
#include "classify/tree.hpp"
#include "classify/verdict.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The input of a verdict on two trees. Paths are relative to the root of the trees.
struct TreeVerdictQuery {
  std::vector<std::string> compose_files;  ///< Empty: those that compose picks by itself, if there are any.
  std::optional<std::string> dockerfile;   ///< With one of these two, no compose file is read.
  std::optional<std::string> context;
  classify::RuleLines rules;  ///< If there are any, only they decide.
  bool precise = false;       ///< DOCKERFILE_RULE precise
};

/// The verdict on the changes between two trees, for all images that their compose files build; without
/// compose files for the Dockerfile at their root; without that by the rules alone. What cannot be read
/// counts as changed: the verdict is full then, and says why. Errors: an image would get pointers of Git LFS
/// for files; neither tree has what a Dockerfile copies, so a build makes it, and the trees do not tell if it
/// has changed.
Result<classify::Verdict> verdict_between(const classify::Tree& from, const classify::Tree& to,
                                          classify::ChangeSet changes, const TreeVerdictQuery& query);

}  // namespace slipway::deploy
