#include "deploy/plan/offline.hpp"

#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/lineage.hpp"
#include "util/time.hpp"

namespace slipway::deploy {

Result<PlannedRelease> plan_offline(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced,
                                    std::set<std::string>* contained) {
  const std::string record = settings.place.record();
  SLIPWAY_TRY_ASSIGN(const Journal journal, load_for_a_plan(repository, settings.place.deployment, record));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal, {.forced = forced}));
  const Release* deployed = journal.deployed_release();
  const bool is_known = contained != nullptr && deployed != nullptr && !deployed->dirty &&
                        contained->contains(deployed->source_commit);
  if (!is_known) {
    SLIPWAY_TRY_ASSIGN(planned.plan.diverged, find_divergence(repository, journal, target.commit.commit));
    if (contained != nullptr && deployed != nullptr && !deployed->dirty && !planned.plan.diverged) {
      contained->insert(deployed->source_commit);
    }
  }
  if (const auto seen = load_last_seen(repository, settings.place.deployment, record)) {
    planned.plan.as_last_seen = as_last_seen(*seen, seconds_since_epoch());
  }
  planned.plan.not_asked = {"its containers", "files edited there"};
  if (!settings.application.env_files.empty() || !settings.application.secret_files.empty()) {
    planned.plan.not_asked.push_back("its ENV_FILES and SECRET_FILES");
  }
  if (!settings.application.secret_commands.empty()) {
    planned.plan.not_asked.push_back("its secrets of SECRET_COMMAND");
  }
  return planned;
}

}  // namespace slipway::deploy
