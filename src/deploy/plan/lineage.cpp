#include "deploy/plan/lineage.hpp"

#include "util/process.hpp"
#include "util/text.hpp"

namespace slipway::deploy {

Result<std::uint64_t> CommitCounts::count(const git::Repository& repository, const std::string& of,
                                          const std::string& without) {
  // Others wait for the answer instead of asking the same.
  const std::lock_guard lock(mutex_);
  if (const auto found = known_.find({of, without}); found != known_.end()) {
    return found->second;
  }
  SLIPWAY_TRY_ASSIGN(const Finished counted,
                     run(repository.command({"rev-list", "--count", of, "^" + without})));
  const auto number = counted.ok() ? number_of<std::uint64_t>(trim(counted.out)) : std::nullopt;
  if (!number) {
    return fail(ExitCode::refused, "git cannot compare the commit with the one that runs",
                printable_lines(trim(counted.err)), "git fsck");
  }
  known_[{of, without}] = *number;
  return *number;
}

Result<std::optional<classify::Divergence>> find_divergence(const git::Repository& repository,
                                                            const Journal& journal, const std::string& commit,
                                                            CommitCounts* counts) {
  const Release* deployed = journal.deployed_release();
  if (deployed == nullptr || deployed->source_commit.empty() || deployed->source_commit == commit) {
    return std::nullopt;
  }
  // A snapshot of a working tree is on no branch; the commit that it was made on is.
  const std::string running = deployed->source_commit + (deployed->dirty ? "^" : "");
  // Of a shallow clone nothing can be told but that it has the commit.
  classify::Divergence divergence{
      deployed->number,       deployed->source_commit, deployed->source_subject, deployed->deployed_by, {},
      repository.is_shallow()};
  if (!repository.has(deployed->source_commit)) {
    return deployed->dirty ? std::nullopt : std::optional(divergence);
  }
  CommitCounts own;
  const auto counted = (counts == nullptr ? own : *counts).count(repository, running, commit);
  if (!counted && divergence.undecided) {
    return divergence;
  }
  SLIPWAY_TRY_ASSIGN(divergence.commits, counted);
  return *divergence.commits == 0 ? std::nullopt : std::optional(divergence);
}

}  // namespace slipway::deploy
