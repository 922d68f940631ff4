#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A plan as somebody has approved it, and what it was made from: docs/reference/approved-plan-json.md. It is
/// carried out only if making it again gives the same result.
struct ApprovedPlan {
  std::string file;  ///< Where it was read from, for messages.
  std::string deployment;
  std::string environment;
  std::string host;
  std::string directory;
  std::string commit;
  std::string tree;
  bool dirty = false;  ///< Of a working tree: the commit is a snapshot, the tree counts.
  std::optional<classify::Strategy> forced;  ///< The strategy that was asked for.
  std::string journal;                       ///< The newest entry on the host; empty if it has none.
  std::string machine;                       ///< host::HostState::machine_id; empty if the host has none.
  std::map<std::string, std::string>
      settings;  ///< A digest of each, except those that name the directories of this clone.
  std::vector<std::string> decision;  ///< What is done: a line for each thing.
};

/// Error: the settings cannot be read again.
Result<ApprovedPlan> approved_plan(const Settings& settings, const Target& target, const Journal& journal,
                                   const classify::Plan& plan, const std::string& machine);

Result<void> save_approved_plan(const std::filesystem::path& file, const ApprovedPlan& plan);
/// Error: there is no such file, or it is no approved plan.
Result<ApprovedPlan> load_approved_plan(const std::filesystem::path& file);

/// Error: this clone has another tree, other settings, or the plan is for another place. Needs no host.
Result<void> check_approved_here(const ApprovedPlan& approved, const Settings& settings,
                                 const Target& target);

/// Error: the host is another machine, it has a newer entry in its journal, or the plan has changed.
Result<void> check_approved_there(const ApprovedPlan& approved, const Journal& journal,
                                  const classify::Plan& plan, const std::string& machine);

}  // namespace slipway::deploy
