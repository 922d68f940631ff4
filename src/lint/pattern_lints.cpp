#include "lint/pattern_lints.hpp"

#include "image/ignore/ignore_set.hpp"
#include "image/predict/path_reach.hpp"
#include "lint/layer_lints.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace slipway::lint {
namespace {

using classify::EntryKind;
using classify::Finding;
using image::IgnoreRules;

Result<void> list_files(const classify::Tree& tree, const std::string& root, const std::string& path,
                        std::vector<std::string>& paths) {
  const std::string directory = root.empty() || path.empty() ? root + path : root + '/' + path;
  SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(directory));
  for (const classify::TreeEntry& entry : entries) {
    const std::string below = path.empty() ? entry.name : path + '/' + entry.name;
    if (entry.kind == EntryKind::directory) {
      SLIPWAY_TRY(list_files(tree, root, below, paths));
    } else {
      paths.push_back(below);
    }
  }
  return {};
}

/// The entry of the context that the pattern was probably meant for: one letter away, and nothing else.
std::string nearly_matched(const std::string& pattern, const std::set<std::string>& names) {
  constexpr std::size_t shortest = 4;
  if (pattern.size() < shortest || pattern.find_first_of("*?[\\/") != std::string::npos) {
    return {};
  }
  std::set<std::string> near;
  for (const std::string& name : names) {
    if (edit_distance(pattern, name) == 1) {
      near.insert(name);
    }
  }
  return near.size() == 1 ? *near.begin() : std::string{};
}

}  // namespace

Result<std::vector<Finding>> pattern_lints(const image::ImageModel& model) {
  std::vector<Finding> findings;
  const image::ContextView& context = model.contexts().front();
  const IgnoreRules& rules = context.rules();
  if (rules.rules().empty()) {
    return findings;
  }
  std::vector<std::string> paths;
  SLIPWAY_TRY(list_files(context.tree(), model.contexts().front().tree_path(""), "", paths));
  std::set<std::string> names;
  for (const std::string& path : paths) {
    names.insert(path.substr(0, path.find('/')));
  }
  SLIPWAY_TRY_ASSIGN(const auto unmatched, image::lines_without_match(rules, paths));
  const std::set<std::size_t> lines(unmatched.begin(), unmatched.end());
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex reach, image::ReachIndex::of(model));
  for (const IgnoreRules::Rule& rule : rules.rules()) {
    const std::string& text = rule.pattern.text();
    const std::string meant =
        lines.contains(rule.line) && !rule.pattern.exclusion() ? nearly_matched(text, names) : std::string{};
    if (meant.empty()) {
      continue;  // What matches nothing now may be a precaution.
    }
    // The fix is worth something if it keeps out of a step what this line was written to keep out.
    std::string step;
    for (const std::string& path : paths) {
      if (path == meant || path.starts_with(meant + '/')) {
        SLIPWAY_TRY_ASSIGN(const image::PathReach found, reach.find(context.tree_path(path)));
        step = found.steps.empty() ? step : model.steps()[found.steps.front()].name;
      }
    }
    if (!step.empty()) {
      findings.push_back({"unmatched-ignore-pattern",
                          {},
                          rules.name(),
                          static_cast<int>(rule.line),
                          fmt::format("`{}` matches nothing, and there is `{}`", text, meant),
                          fmt::format("a change of it makes {} and what follows run again", short_step(step)),
                          fmt::format("write `{}`, if that is what was meant", meant),
                          {step}});
    }
  }
  return findings;
}

}  // namespace slipway::lint
