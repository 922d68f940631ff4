#include "deploy/plan/lineage.hpp"

#include "util/process.hpp"
#include "util/text.hpp"

namespace slipway::deploy {

Result<std::optional<classify::Divergence>> find_divergence(const git::Repository& repository,
                                                            const Journal& journal,
                                                            const std::string& commit) {
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
  const Command count = repository.command({"rev-list", "--count", running, "^" + commit});
  SLIPWAY_TRY_ASSIGN(const Finished counted, run(count));
  if (!counted.ok()) {
    if (divergence.undecided) {
      return divergence;
    }
    return fail(ExitCode::refused, "git cannot compare the commit with the one that runs",
                printable_lines(trim(counted.err)), "git fsck");
  }
  divergence.commits = number_of<std::size_t>(trim(counted.out)).value_or(0);
  return *divergence.commits == 0 ? std::nullopt : std::optional(divergence);
}

}  // namespace slipway::deploy
