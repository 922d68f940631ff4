#pragma once

#include "classify/tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// How far links are followed.
struct LinkBounds {
  /// If `clamps`, `..` and absolute targets do not lead out of this directory. The path is in it.
  std::string_view top = {};
  /// What leads out of `top` ends there, as it does for BuildKit, which sees the files below it alone.
  /// Without it, what leads out of the tree is not followed any further.
  bool clamps = false;
  /// Where the root of the tree lies on the host. Absolute targets that lead into it lead into the tree.
  std::string_view host_directory = {};
};

/// Where a path leads.
struct FollowedPath {
  std::string path;                ///< Links followed. Of one that leaves the tree: `../…` or `/…`.
  std::vector<std::string> links;  ///< The links on the way, by their own paths: a change of any counts.
  std::optional<TreeEntry> entry;  ///< What is there: never a link. Nothing for a way that does not end.
  bool inside = true;              ///< Whether it stays in the tree.

  bool is_file() const {
    return entry && (entry->kind == EntryKind::file || entry->kind == EntryKind::executable);
  }
  bool is_directory() const { return entry && entry->kind == EntryKind::directory; }

  /// What decides the answer: the links, and where they lead.
  std::vector<std::string> way() const;
};

/// Follows the symbolic links of a tree as a file system would, in every component of a path. This is the one
/// place that does. (What BuildKit makes of a link while it copies from a context is ContextView::resolve.)
/// An error only if the tree cannot be read.
Result<FollowedPath> follow_links(const Tree& tree, std::string_view path, const LinkBounds& bounds = {});

}  // namespace slipway::classify
