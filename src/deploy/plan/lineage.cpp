#include "deploy/plan/lineage.hpp"

#include "util/process.hpp"
#include "util/text.hpp"

namespace slipway::deploy {

std::optional<classify::Divergence> find_divergence(const git::Repository& repository, const Journal& journal,
                                                    const std::string& commit) {
  const Release* deployed = journal.deployed_release();
  if (deployed == nullptr || deployed->source_commit.empty() || deployed->source_commit == commit) {
    return {};
  }
  // A snapshot of a working tree is on no branch; the commit that it was made on is.
  const std::string running = deployed->source_commit + (deployed->dirty ? "^" : "");
  classify::Divergence divergence{
      deployed->number, deployed->source_commit, deployed->source_subject, deployed->deployed_by, {}, false};
  if (!repository.has(deployed->source_commit)) {
    divergence.undecided = repository.is_shallow();
    return deployed->dirty ? std::nullopt : std::optional(divergence);
  }
  const auto counted = run(repository.command({"rev-list", "--count", running, "^" + commit}));
  if (!counted || !counted->ok()) {
    divergence.undecided = true;
    return divergence;
  }
  divergence.commits = number_of<std::size_t>(trim(counted->out)).value_or(0);
  divergence.undecided = repository.is_shallow();
  return *divergence.commits == 0 ? std::nullopt : std::optional(divergence);
}

}  // namespace slipway::deploy
