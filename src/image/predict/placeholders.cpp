#include "image/predict/placeholders.hpp"

#include "image/predict/path_reach.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::image {

namespace {

using classify::EntryKind;

constexpr std::uint64_t largest_pointer = 1024;
constexpr std::string_view pointer_start = "version https://git-lfs.github.com/spec/";

struct Placeholder {
  std::string path;
  std::string step;
};

std::string taken_by(const std::string& step) {
  return fmt::format("which `{}` takes", printable(step));
}

/// Whether a build context of the image has a place for the path. Of many images each has its own directory,
/// so this answers for nearly all files, and costs next to nothing.
bool lies_in_a_context(const std::vector<std::string>& roots, std::string_view path) {
  return std::any_of(roots.begin(), roots.end(),
                     [&](const std::string& root) { return lies_below(path, root); });
}

/// The first of the candidates that a step takes.
Result<std::optional<Placeholder>> taken(const ImageModel& model, const std::vector<std::string>& candidates,
                                         bool submodules) {
  if (candidates.empty()) {
    return std::nullopt;
  }
  std::vector<std::string> roots;
  for (const ContextView& context : model.contexts()) {
    roots.push_back(context.tree_path(""));
  }
  SLIPWAY_TRY_ASSIGN(const ReachIndex index, ReachIndex::of(model));
  for (const std::string& path : candidates) {
    if (!lies_in_a_context(roots, path)) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const PathReach reach, index.find(path));
    if (reach.steps.empty()) {
      continue;
    }
    bool found = submodules;
    if (!submodules) {
      SLIPWAY_TRY_ASSIGN(found, is_lfs_pointer(*model.source().tree, path));
    }
    if (found) {
      return Placeholder{path, model.steps()[reach.steps.front()].name};
    }
  }
  return std::nullopt;
}

Result<void> refuse_pointers(const ImageModel& model, const TreeSurvey& survey,
                             const std::vector<std::string>& files) {
  SLIPWAY_TRY_ASSIGN(const auto pointer, taken(model, files, false));
  if (pointer) {
    return tl::unexpected(pointer_refusal(pointer->path, taken_by(pointer->step), survey.lfs));
  }
  return {};
}

}  // namespace

Result<bool> is_lfs_pointer(const classify::Tree& tree, std::string_view path) {
  // Of a partial clone the size may not be here: reading gets what is needed.
  const auto size = tree.size(path);
  if (size && (*size < pointer_start.size() || *size >= largest_pointer)) {
    return false;
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, tree.read(path));
  return text.starts_with(pointer_start);
}

Error pointer_refusal(const std::string& path, const std::string& taker, const LfsPatterns& patterns) {
  return Error{ExitCode::refused,
               fmt::format("the content of `{}`, {}, is not in the commit", printable(path), taker),
               "it is kept by Git LFS: the commit has only the file's digest and size",
               fmt::format("git lfs fetch   (gets the content; it is sent along)\nor keep it in git itself: "
                           "git lfs pull && git lfs "
                           "untrack {} && git add --renormalize . && git commit",
                           shell_quote(patterns.pattern_of(path)))};
}

Error submodule_refusal(const std::string& path, const std::string& taker, std::string_view way_around) {
  return Error{
      ExitCode::refused, fmt::format("the files of `{}`, {}, are not in the commit", printable(path), taker),
      "it is a submodule: the commit has only the id of another repository's commit",
      fmt::format("git submodule update --init -- {}   (gets the files; they are sent along)\nor commit the "
                  "files themselves, or {}",
                  shell_quote_if_needed(path), way_around)};
}

Result<void> refuse_placeholders(const ImageModel& model, const TreeSurvey& survey,
                                 const std::vector<std::string>& files) {
  SLIPWAY_TRY(refuse_pointers(model, survey, files));
  SLIPWAY_TRY_ASSIGN(const auto submodule, taken(model, survey.submodules, true));
  if (submodule) {
    return tl::unexpected(
        submodule_refusal(submodule->path, taken_by(submodule->step),
                          "keep the directory out of the build context with a line in the ignore file"));
  }
  return {};
}

Result<void> refuse_changed_pointers(const ImageModel& model, const classify::ChangeSet& changes,
                                     const classify::ReachAnswers& reach) {
  const classify::Tree& tree = *model.source().tree;
  for (std::size_t number = 0; number < changes.size(); ++number) {
    const classify::Change& change = changes[number];
    const classify::ReachAnswer* answer = reach.of(number);
    const bool is_file = change.kind != classify::ChangeKind::deleted &&
                         (change.after == EntryKind::file || change.after == EntryKind::executable);
    if (!is_file || answer == nullptr || classify::cannot_reach(answer->reach)) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const bool is_pointer, is_lfs_pointer(tree, change.path));
    if (!is_pointer) {
      continue;
    }
    // The answers count what was built before as well.
    SLIPWAY_TRY_ASSIGN(const auto pointer, taken(model, {change.path}, false));
    if (pointer) {
      SLIPWAY_TRY_ASSIGN(const TreeSurvey survey, survey_tree(tree));
      return tl::unexpected(pointer_refusal(pointer->path, taken_by(pointer->step), survey.lfs));
    }
  }
  return {};
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
  SLIPWAY_TRY_ASSIGN(const TreeSurvey survey, survey_tree(tree));
  return survey.lfs.any() ? refuse_pointers(model, survey, survey.files) : Result<void>{};
}

}  // namespace slipway::image
