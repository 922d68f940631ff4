#include "image/ignore/ignore_choice.hpp"

#include "image/go/clean_path.hpp"

#include <utility>

namespace slipway::image {
namespace {

constexpr int link_limit = 40;

/// The bytes of the file at `path`, links followed; nothing where there is no file in the tree.
Result<std::optional<std::string>> read_if_file(const classify::Tree& tree, std::string path) {
  if (path.starts_with("../")) {
    return std::nullopt;
  }
  for (int links = 0; links < link_limit; ++links) {
    SLIPWAY_TRY_ASSIGN(const std::optional<classify::TreeEntry> entry, tree.find(path));
    if (!entry || entry->kind == classify::EntryKind::directory ||
        entry->kind == classify::EntryKind::submodule) {
      return std::nullopt;
    }
    SLIPWAY_TRY_ASSIGN(std::string content, tree.read(path));
    if (entry->kind != classify::EntryKind::symlink) {
      return content;
    }
    // The root of the tree is the top of the world: `..` and absolute targets end there.
    std::string target = "/";
    if (!content.starts_with('/')) {
      target.append(path, 0, path.rfind('/') + 1);
    }
    path = clean_path(target.append(content)).substr(1);
  }
  return std::nullopt;
}

std::string inside(std::string_view directory, std::string_view name) {
  return directory.empty() || directory == "." ? std::string(name)
                                               : clean_path(std::string(directory) + "/" + std::string(name));
}

}  // namespace

Result<std::optional<ChosenIgnoreFile>> choose_ignore_file(const classify::Tree& tree,
                                                           std::string_view context,
                                                           std::string_view dockerfile) {
  for (std::string path : {clean_path(dockerfile) + ".dockerignore", inside(context, ".dockerignore")}) {
    SLIPWAY_TRY_ASSIGN(std::optional<std::string> bytes, read_if_file(tree, path));
    if (bytes) {
      return ChosenIgnoreFile{std::move(path), std::move(*bytes)};
    }
  }
  return std::nullopt;
}

Result<IgnoreRules> context_rules(const classify::Tree& tree, std::string_view context,
                                  std::string_view dockerfile) {
  SLIPWAY_TRY_ASSIGN(std::optional<ChosenIgnoreFile> chosen, choose_ignore_file(tree, context, dockerfile));
  if (!chosen) {
    return IgnoreRules();
  }
  SLIPWAY_TRY_ASSIGN(const IgnoreFile file, read_ignore_file(chosen->bytes, std::move(chosen->path)));
  return IgnoreRules::for_context(file);
}

}  // namespace slipway::image
