#include "deploy/plan/offline.hpp"

#include "deploy/plan/last_seen.hpp"
#include "util/time.hpp"

namespace slipway::deploy {

Result<PlannedRelease> plan_offline(const git::Repository& repository, const Settings& settings,
                                    const Target& target, std::optional<classify::Strategy> forced,
                                    CommitCounts* counts) {
  const std::string record = settings.place.record();
  const auto seen = load_last_seen(repository, settings.place.deployment, record);
  Journal journal;
  if (!seen || !seen->empty) {
    SLIPWAY_TRY_ASSIGN(journal, load_for_a_plan(repository, settings.place.deployment, record));
  }
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal, {.forced = forced}));
  SLIPWAY_TRY_ASSIGN(planned.plan.diverged,
                     find_divergence(repository, journal, target.commit.commit, counts));
  if (seen) {
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
