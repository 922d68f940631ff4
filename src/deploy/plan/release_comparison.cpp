#include "deploy/plan/release_comparison.hpp"

#include "deploy/plan/compose_model.hpp"
#include "deploy/plan/shipment.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

Result<std::vector<compose::ServiceChange>> compare_services(const git::Repository& repository,
                                                             const Settings& settings,
                                                             const ReleaseComparison& comparison) {
  const auto before_tree = repository.tree(comparison.from->tree);
  const auto after_tree = repository.tree(comparison.to->tree);
  SLIPWAY_TRY_ASSIGN(const auto files, compose_files_in_root(settings.application));
  SLIPWAY_TRY_ASSIGN(const compose::Model before, load_compose_model(*before_tree, settings, files, {}));
  SLIPWAY_TRY_ASSIGN(const compose::Model after, load_compose_model(*after_tree, settings, files, {}));
  std::vector<std::string> paths;
  for (const classify::Change& change : comparison.files) {
    paths.push_back(change.path);
  }
  auto changes = compose::compare(before, after, paths);
  std::erase_if(changes, [](const auto& change) { return change.action == compose::ServiceAction::keep; });
  return changes;
}

}  // namespace

Result<ReleaseComparison> compare_releases(const git::Repository& repository, const Settings& settings,
                                           const Release& from, const Release& to) {
  ReleaseComparison comparison;
  comparison.from = &from;
  comparison.to = &to;
  SLIPWAY_TRY(restore_whole_tree(repository, from));
  SLIPWAY_TRY(restore_whole_tree(repository, to));
  SLIPWAY_TRY_ASSIGN(comparison.files, repository.changes(from.tree, to.tree));
  auto services = compare_services(repository, settings, comparison);
  if (services) {
    comparison.services = std::move(*services);
  } else {
    comparison.services_unknown = cause_of(services.error());
  }
  return comparison;
}

Result<const Release*> find_release(const Journal& journal, std::optional<std::uint64_t> number) {
  const Release* release = number ? journal.release(*number) : journal.deployed_release();
  if (release != nullptr) {
    return release;
  }
  const std::string fix =
      "slipway history   (lists the releases that are known here)\nslipway status   (fetches what others "
      "have deployed)";
  if (!number) {
    return fail(ExitCode::refused, "no healthy release is known here", "the journal as last seen has none",
                fix);
  }
  return fail(ExitCode::refused, fmt::format("release {} is not known here", *number),
              journal.entries.empty()
                  ? std::string("the journal as last seen is empty")
                  : fmt::format("the journal as last seen has the releases {} to {}",
                                journal.entries.back().number, journal.entries.front().number),
              fix);
}

const Release* healthy_before(const Journal& journal, const Release& release) {
  const auto found = std::find_if(journal.entries.begin(), journal.entries.end(), [&](const Release& one) {
    return one.number < release.number && one.healthy();
  });
  return found == journal.entries.end() ? nullptr : &*found;
}

Result<std::string> git_diff(const git::Repository& repository, const ReleaseComparison& comparison,
                             const std::string& how) {
  return run_checked(
      repository.command({"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames",
                          "--stat-width=100", how, comparison.from->tree, comparison.to->tree, "--"}),
      "compare two releases");
}

}  // namespace slipway::deploy
