#include "image/ignore/ignore_set.hpp"

#include "image/go/clean_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace slipway::image {
namespace {

/// A path of the set, in the order of a walk.
struct Entry {
  std::string path;
  std::size_t index = 0;  ///< Its place in the order it came in.
  bool is_directory = false;
};

/// The order of a walk: a directory is followed by what lies below it, before any sibling such as `a-b` after
/// `a`.
bool walks_before(const Entry& left, const Entry& right) {
  const auto rank = [](char byte) { return byte == '/' ? 0U : static_cast<unsigned char>(byte); };
  const std::size_t shorter = std::min(left.path.size(), right.path.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    if (left.path[i] != right.path[i]) {
      return rank(left.path[i]) < rank(right.path[i]);
    }
  }
  return left.path.size() != right.path.size() ? left.path.size() < right.path.size()
                                               : left.index < right.index;
}

bool lies_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

Result<std::vector<Entry>> arrange(const std::vector<std::string>& paths) {
  std::vector<Entry> entries;
  entries.reserve(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    Entry entry{clean_path(paths[i]), i, paths[i].ends_with('/')};
    if (entry.path.starts_with('/')) {
      entry.path.erase(0, 1);
    }
    if (entry.path == "." || entry.path.empty()) {
      entry.path.clear();
      entry.is_directory = true;
    }
    if (entry.path == ".." || entry.path.starts_with("../")) {
      return fail(ExitCode::usage, fmt::format("`{}` leads out of the build context", paths[i]), {},
                  "give paths as `git ls-files` prints them in the context's directory");
    }
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), walks_before);
  // From the end, so that the last of several equal paths tells the others what lies below them.
  for (std::size_t i = entries.size(); i-- > 1;) {
    const Entry& next = entries[i];
    Entry& entry = entries[i - 1];
    const bool same = next.path == entry.path;
    entry.is_directory =
        entry.is_directory || lies_below(next.path, entry.path) || (same && next.is_directory);
  }
  return entries;
}

/// A walk through arranged entries that enters every directory on their way once.
class Walk {
 public:
  explicit Walk(const IgnoreRules& rules) : rules_(rules) { levels_.push_back({rules.root(), {}, true}); }

  struct Level {
    IgnoreRules::Directory directory;
    std::vector<std::size_t> indexes;  ///< The entries that name this directory.
    bool is_sent = false;  ///< Whether the builder gets it, for its own sake or for what it holds.
  };

  /// Goes to the directory that holds `path`, and calls `entered(parent, name, verdict)` for each new one.
  template <class OnEnter>
  Result<void> go_to_parent(std::string_view path, OnEnter entered) {
    while (levels_.size() > 1 && !path.starts_with(levels_.back().directory.prefix())) {
      levels_.pop_back();
    }
    for (;;) {
      const std::size_t done = levels_.back().directory.prefix().size();
      const std::size_t slash = path.find('/', done);
      if (slash == std::string_view::npos) {
        return {};
      }
      SLIPWAY_TRY(enter(path.substr(done, slash - done), entered));
    }
  }

  template <class OnEnter>
  Result<void> enter(std::string_view name, OnEnter entered) {
    SLIPWAY_TRY_ASSIGN(IgnoreRules::Entered next, rules_.enter(top().directory, name));
    entered(top().directory, name, next.verdict);
    levels_.push_back({std::move(next.directory), {}, false});
    return {};
  }

  Level& top() { return levels_.back(); }
  std::vector<Level>& levels() { return levels_; }

 private:
  const IgnoreRules& rules_;
  std::vector<Level> levels_;
};

}  // namespace

Result<std::vector<IgnoreVerdict>> evaluate_paths(const IgnoreRules& rules,
                                                  const std::vector<std::string>& paths) {
  SLIPWAY_TRY_ASSIGN(const std::vector<Entry> entries, arrange(paths));
  std::vector<IgnoreVerdict> verdicts(paths.size());
  Walk walk(rules);
  IgnoreVerdict own;
  const auto keep_verdict = [&own](const auto&, std::string_view, const IgnoreVerdict& verdict) {
    own = verdict;
  };
  /// Something included takes the directories above it along.
  const auto include = [&](const IgnoreVerdict& reason) {
    for (auto level = walk.levels().rbegin(); level != walk.levels().rend() && !level->is_sent; ++level) {
      level->is_sent = true;
      for (const std::size_t index : level->indexes) {
        if (verdicts[index].ignored) {
          verdicts[index] = {false, reason.exact, false, reason.line};
        }
      }
    }
  };
  for (const Entry& entry : entries) {
    if (entry.path.empty()) {
      continue;
    }
    SLIPWAY_TRY(walk.go_to_parent(entry.path, keep_verdict));
    const std::string_view name = std::string_view(entry.path).substr(walk.top().directory.prefix().size());
    if (entry.is_directory) {
      SLIPWAY_TRY(walk.enter(name, keep_verdict));
      walk.top().indexes.push_back(entry.index);
    } else {
      SLIPWAY_TRY_ASSIGN(own, rules.file(walk.top().directory, name));
    }
    verdicts[entry.index] = own;
    if (!own.ignored) {
      include(own);
    }
  }
  return verdicts;
}

Result<std::vector<std::size_t>> lines_without_match(const IgnoreRules& rules,
                                                     const std::vector<std::string>& paths) {
  SLIPWAY_TRY_ASSIGN(const std::vector<Entry> entries, arrange(paths));
  std::vector<bool> seen(rules.rules().size());
  Walk walk(rules);
  const auto collect = [&](const IgnoreRules::Directory& parent, std::string_view name, const auto&) {
    rules.collect_matches(parent, name, seen);
  };
  for (const Entry& entry : entries) {
    if (!entry.path.empty()) {
      SLIPWAY_TRY(walk.go_to_parent(entry.path, collect));
      const auto& parent = walk.top().directory;
      rules.collect_matches(parent, std::string_view(entry.path).substr(parent.prefix().size()), seen);
    }
  }
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i]) {
      lines.push_back(rules.rules()[i].line);
    }
  }
  return lines;
}

}  // namespace slipway::image
