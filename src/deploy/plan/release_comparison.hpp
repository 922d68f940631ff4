#pragma once

#include "classify/change.hpp"
#include "compose/compare.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The differences between two releases, from their trees and their journal entries only.
struct ReleaseComparison {
  const Release* from = nullptr;
  const Release* to = nullptr;
  classify::ChangeSet files;
  std::vector<compose::ServiceChange> services;  ///< Those to which something happens.
  std::string services_unknown;                  ///< Why they could not be compared; empty if they were.
};

/// The releases must outlive the result. Error: a tree is not in this repository.
Result<ReleaseComparison> compare_releases(const git::Repository& repository, const Settings& settings,
                                           const Release& from, const Release& to);

/// The release of that number; without one, the deployed release. Error: there is none.
Result<const Release*> find_release(const Journal& journal, std::optional<std::uint64_t> number);

/// The newest healthy release older than `release`; null if it was the first.
const Release* healthy_before(const Journal& journal, const Release& release);

/// git's own account of the files, as `git diff` prints it with the words of `how` (--stat, --patch …): no
/// external program, no colour, nothing configured.
Result<std::string> git_diff(const git::Repository& repository, const ReleaseComparison& comparison,
                             const std::string& how);

}  // namespace slipway::deploy
