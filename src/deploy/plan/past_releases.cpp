#include "deploy/plan/past_releases.hpp"

#include "deploy/plan/known_deployments.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/moved_records.hpp"
#include "deploy/plan/planner.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace slipway::deploy {
namespace {

/// A deployment, and Place::record().
using JournalName = std::pair<std::string, std::string>;

/// The deployments and places that have a journal here.
Result<std::vector<JournalName>> journal_names(const git::Repository& repository) {
  SLIPWAY_TRY_ASSIGN(const std::string names,
                     run_checked(repository.command({"for-each-ref", "--format=%(refname)", "refs/slipway/"}),
                                 "list the journals that are kept here"));
  std::vector<JournalName> found;
  for (const std::string& name : split(names, '\n')) {
    const std::vector<std::string> parts = split(name, '/');
    if (parts.size() == 5 && parts[4] == "journal") {
      found.emplace_back(parts[2], parts[3]);
    } else if (parts.size() == 7 && parts[4] == "hosts" && parts[6] == "journal") {
      found.emplace_back(parts[2], parts[3] + "/hosts/" + parts[5]);
    }
  }
  return found;
}

/// Takes the newest entry out of the journal, which is then what it was before it.
Release take_newest(Journal& earlier) {
  Release newest = std::move(earlier.entries.front());
  earlier.entries.pop_front();
  earlier.head = earlier.entries.empty() ? std::string{} : earlier.entries.front().entry;
  const auto deployed = std::find_if(earlier.entries.begin(), earlier.entries.end(),
                                     [](const Release& release) { return release.healthy(); });
  earlier.deployed = deployed == earlier.entries.end() ? std::string{} : deployed->entry;
  return newest;
}

/// The plan of a release, for the journal as it was before it.
std::optional<classify::Plan> plan_again(const git::Repository& repository, const Settings& settings,
                                         const Journal& earlier, const Release& release) {
  if (release.restores) {
    return {};
  }
  Target target;
  target.commit.commit = release.source_commit;
  target.tree = release.tree;
  auto planned = make_plan(repository, settings, target, earlier, {});
  return planned ? std::optional(std::move(planned->plan)) : std::nullopt;
}

}  // namespace

Result<std::vector<PastDeployment>> past_deployments(const git::Repository& repository) {
  std::map<JournalName, std::optional<Settings>> known;
  std::set<std::pair<std::string, std::string>> configured;
  const std::vector<Settings> deployments = known_deployments(repository);
  for (const Settings& whole : deployments) {
    move_records(repository, whole);
    configured.emplace(whole.place.deployment, whole.place.environment);
  }
  SLIPWAY_TRY_ASSIGN(const std::vector<JournalName> with_journal, journal_names(repository));
  for (const JournalName& name : with_journal) {
    known[name];
  }
  for (const Settings& whole : deployments) {
    for (Settings& settings : settings_of_hosts(whole)) {
      const JournalName name{settings.place.deployment, settings.place.record()};
      known[name] = std::move(settings);
    }
  }
  std::vector<PastDeployment> all;
  for (const auto& [name, settings] : known) {
    SLIPWAY_TRY_ASSIGN(Journal earlier, load_journal(repository, name.first, name.second));
    const std::size_t slash = name.second.find("/hosts/");
    PastDeployment past{name.first, name.second.substr(0, slash), {}, {}, {}};
    past.former = !settings && configured.contains({past.deployment, past.environment});
    const auto seen = load_last_seen(repository, name.first, name.second);
    past.empty = seen && seen->empty;
    if (slash != std::string::npos) {
      past.host = unescaped_host(std::string_view(name.second).substr(slash + 7));
      past.of_fleet = true;
    } else if (past.former && seen) {
      past.host = seen->host;
    }
    if (settings) {
      past.host = settings->place.host;
      past.directory = settings->place.directory;
    }
    past.releases.reserve(earlier.entries.size());
    for (std::size_t at = 0; !earlier.entries.empty(); ++at) {
      Release release = take_newest(earlier);
      std::optional<classify::Plan> plan;
      if (settings && at < most_planned) {
        plan = plan_again(repository, *settings, earlier, release);
      }
      past.releases.push_back({std::move(release), std::move(plan)});
    }
    std::reverse(past.releases.begin(), past.releases.end());
    all.push_back(std::move(past));
  }
  std::stable_partition(all.begin(), all.end(), [](const PastDeployment& past) { return !past.former; });
  return all;
}

}  // namespace slipway::deploy
