#include "lint/pattern_lints.hpp"

#include "image/ignore/ignore_set.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

namespace slipway::lint {
namespace {

using classify::EntryKind;
using classify::Finding;
using image::IgnoreRules;

/// What tools make and nobody commits.
constexpr std::array<std::string_view, 40> generated{".git",        ".gitignore",    ".gitattributes",
                                                     ".gitmodules", ".github",       ".dockerignore",
                                                     "Dockerfile",  "__pycache__",   "*.pyc",
                                                     "*.pyo",       "*.py[co]",      "*.py[cod]",
                                                     ".venv",       "venv",          "env",
                                                     ".env",        "node_modules",  "dist",
                                                     "build",       "target",        "out",
                                                     "bin",         "obj",           "*.log",
                                                     "logs",        "tmp",           ".tox",
                                                     ".mypy_cache", ".pytest_cache", ".ruff_cache",
                                                     ".coverage",   "htmlcov",       ".idea",
                                                     ".vscode",     ".DS_Store",     "*.swp",
                                                     "*.egg-info",  ".slipway",      ".last_deploy_commit",
                                                     ".cache"};

std::string_view bare(std::string_view pattern) {
  while (pattern.starts_with("**/")) {
    pattern.remove_prefix(3);
  }
  while (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
  }
  while (pattern.ends_with("/**") || pattern.ends_with('/')) {
    pattern.remove_suffix(pattern.ends_with('/') ? 1 : 3);
  }
  return pattern;
}

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

/// The patterns of the .gitignore files at the root of the tree and of the context, without slashes.
Result<std::set<std::string, std::less<>>> git_ignored(const classify::Tree& tree,
                                                       const std::string& context) {
  std::set<std::string, std::less<>> patterns;
  std::vector<std::string> files{".gitignore"};
  if (!context.empty()) {
    files.push_back(context + "/.gitignore");
  }
  for (const std::string& file : files) {
    SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(file));
    if (!entry || (entry->kind != EntryKind::file && entry->kind != EntryKind::executable)) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const std::string text, tree.read(file));
    for (const std::string& line : split(text, '\n')) {
      patterns.emplace(bare(trim(line)));
    }
  }
  return patterns;
}

/// Whether the pattern would match in some deeper directory.
bool matches_deeper(const std::string& pattern, const std::vector<std::string>& paths) {
  if (pattern.starts_with("**") || pattern.find('/') != std::string::npos) {
    return false;
  }
  const auto rules = IgnoreRules::for_context({"", {{"**/" + pattern, 1}}});
  if (!rules) {
    return false;
  }
  const auto unmatched = image::lines_without_match(*rules, paths);
  return unmatched && unmatched->empty();
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
  SLIPWAY_TRY_ASSIGN(const auto lines, image::lines_without_match(rules, paths));
  SLIPWAY_TRY_ASSIGN(const auto git, git_ignored(context.tree(), model.contexts().front().tree_path("")));
  for (const IgnoreRules::Rule& rule : rules.rules()) {
    if (std::find(lines.begin(), lines.end(), rule.line) == lines.end()) {
      continue;
    }
    const std::string& text = rule.pattern.text();
    const std::string written = (rule.pattern.exclusion() ? "!" : "") + text;
    Finding finding{"unmatched-ignore-pattern",
                    {},
                    rules.name(),
                    static_cast<int>(rule.line),
                    fmt::format("`{}` matches nothing in the build context", written),
                    "what it was meant for is not affected",
                    "correct the pattern, or remove the line",
                    {}};
    if (matches_deeper(text, paths)) {
      finding.message = fmt::format("`{}` matches nothing: it holds for the first directory alone", written);
      finding.cost = "files of that name further down are not affected";
      finding.fix = fmt::format("write `{}**/{}`", rule.pattern.exclusion() ? "!" : "", text);
    } else if (std::find(generated.begin(), generated.end(), bare(text)) != generated.end() ||
               git.contains(bare(text))) {
      continue;
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace slipway::lint
