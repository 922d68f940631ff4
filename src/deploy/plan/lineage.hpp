#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/journal.hpp"
#include "git/repository.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace slipway::deploy {

/// How many commits one point of a history has that another lacks. git is asked once for each pair: of many
/// hosts most run the same commit. Threads may share it.
class CommitCounts {
 public:
  /// `git rev-list --count of ^without`. Error: git cannot read the history.
  Result<std::uint64_t> count(const git::Repository& repository, const std::string& of,
                              const std::string& without);

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> known_;
};

/// The divergence, if the commit to deploy does not contain the deployed one; nothing if it does, or if
/// nothing is deployed. Starts git, unless `counts` has the answer. Error: the history cannot be read.
Result<std::optional<classify::Divergence>> find_divergence(const git::Repository& repository,
                                                            const Journal& journal, const std::string& commit,
                                                            CommitCounts* counts = nullptr);

}  // namespace slipway::deploy
