#include "image/placeholders.hpp"

#include "classify/path_pattern.hpp"
#include "image/reach.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace slipway::image {

namespace {

using classify::EntryKind;
using classify::TreeEntry;

constexpr std::uint64_t largest_pointer = 1024;
constexpr std::string_view pointer_start = "version https://git-lfs.github.com/spec/";

struct Placeholder {
  std::string path;
  std::string step;
};

using Visitor = std::function<Result<void>(const std::string& path, const TreeEntry& entry)>;

/// Calls `visit` with everything that is no directory.
Result<void> walk(const classify::Tree& tree, const std::string& directory, const Visitor& visit) {
  SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(directory));
  for (const TreeEntry& entry : entries) {
    const std::string path = directory.empty() ? entry.name : fmt::format("{}/{}", directory, entry.name);
    SLIPWAY_TRY(entry.kind == EntryKind::directory ? walk(tree, path, visit) : visit(path, entry));
  }
  return {};
}

/// What .gitattributes files hand to the filter `lfs`, as patterns by the directory that each file lies in.
class LfsPatterns {
 public:
  void read(const std::string& path, const std::string& text) {
    for (const std::string& line : split(text, '\n')) {
      const auto words = split(std::string(trim(line)), ' ');
      const bool filtered = std::find(words.begin(), words.end(), "filter=lfs") != words.end();
      if (filtered && !words[0].starts_with('#') && !words[0].starts_with("[attr]")) {
        const std::size_t slash = path.rfind('/');
        patterns_.emplace_back(slash == std::string::npos ? std::string() : path.substr(0, slash), words[0]);
      }
      any_ = any_ || filtered;
    }
  }

  /// A macro of attributes can stand for the filter: then any file may be meant.
  bool any() const { return any_; }

  std::string pattern_of(const std::string& path) const {
    for (auto entry = patterns_.rbegin(); entry != patterns_.rend(); ++entry) {
      const auto relative = classify::relative_to(path, entry->first);
      if (relative && classify::PathPatterns({entry->second}).match(*relative)) {
        return entry->second;
      }
    }
    return path;
  }

 private:
  bool any_ = false;
  std::vector<std::pair<std::string, std::string>> patterns_;
};

Result<bool> is_pointer(const classify::Tree& tree, const std::string& path) {
  SLIPWAY_TRY_ASSIGN(const std::uint64_t size, tree.size(path));
  if (size < pointer_start.size() || size >= largest_pointer) {
    return false;
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, tree.read(path));
  return text.starts_with(pointer_start);
}

/// The first of the candidates that a step takes.
Result<std::optional<Placeholder>> taken(const ImageModel& model, const std::vector<std::string>& candidates,
                                         bool submodules) {
  if (candidates.empty()) {
    return std::nullopt;
  }
  SLIPWAY_TRY_ASSIGN(const ReachIndex index, ReachIndex::of(model));
  for (const std::string& path : candidates) {
    SLIPWAY_TRY_ASSIGN(const PathReach reach, index.find(path));
    if (reach.steps.empty()) {
      continue;
    }
    bool found = submodules;
    if (!submodules) {
      SLIPWAY_TRY_ASSIGN(found, is_pointer(*model.source().tree, path));
    }
    if (found) {
      return Placeholder{path, model.steps()[reach.steps.front()].name};
    }
  }
  return std::nullopt;
}

/// What of a tree may be a placeholder.
struct Survey {
  LfsPatterns patterns;
  std::vector<std::string> files;
  std::vector<std::string> submodules;
};

Result<Survey> survey(const classify::Tree& tree) {
  Survey result;
  SLIPWAY_TRY(walk(tree, "", [&](const std::string& path, const TreeEntry& entry) -> Result<void> {
    if (entry.kind == EntryKind::submodule) {
      result.submodules.push_back(path);
    } else if (entry.kind != EntryKind::symlink) {
      result.files.push_back(path);
      if (entry.name == ".gitattributes") {
        SLIPWAY_TRY_ASSIGN(const std::string text, tree.read(path));
        result.patterns.read(path, text);
      }
    }
    return {};
  }));
  return result;
}

tl::unexpected<Error> refuse_pointer(const Placeholder& pointer, const LfsPatterns& patterns) {
  return fail(
      ExitCode::refused,
      fmt::format("the content of `{}`, which `{}` takes", printable(pointer.path), printable(pointer.step)),
      "a pointer of Git LFS: the commit has the file's digest and size, and its content lies elsewhere",
      fmt::format("git lfs pull && git lfs untrack {} && git add --renormalize . && git commit",
                  shell_quote(patterns.pattern_of(pointer.path))));
}

tl::unexpected<Error> refuse_submodule(const Placeholder& submodule) {
  return fail(
      ExitCode::refused,
      fmt::format("the files of `{}`, which `{}` takes", printable(submodule.path),
                  printable(submodule.step)),
      "a submodule: the commit has the id of another repository's commit, and none of its files",
      "commit the files themselves, or keep the directory out of the build context with a line in the "
      "ignore file");
}

Result<void> refuse_pointers(const ImageModel& model, const Survey& found) {
  if (!found.patterns.any()) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const auto pointer, taken(model, found.files, false));
  return pointer ? refuse_pointer(*pointer, found.patterns) : Result<void>{};
}

}  // namespace

Result<void> refuse_placeholders(const ImageModel& model) {
  SLIPWAY_TRY_ASSIGN(const Survey found, survey(*model.source().tree));
  SLIPWAY_TRY(refuse_pointers(model, found));
  SLIPWAY_TRY_ASSIGN(const auto submodule, taken(model, found.submodules, true));
  return submodule ? refuse_submodule(*submodule) : Result<void>{};
}

Result<void> refuse_lfs_pointers(const ImageModel& model) {
  const classify::Tree& tree = *model.source().tree;
  SLIPWAY_TRY_ASSIGN(const auto attributes, tree.find(".gitattributes"));
  if (!attributes || attributes->kind != EntryKind::file) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, tree.read(".gitattributes"));
  if (text.find("lfs") == std::string::npos) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const Survey found, survey(tree));
  return refuse_pointers(model, found);
}

}  // namespace slipway::image
