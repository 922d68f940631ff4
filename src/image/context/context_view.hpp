#pragma once

#include "classify/tree.hpp"
#include "image/ignore/ignore_rules.hpp"
#include "util/error.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// A build context as the builder receives it: a directory of a tree without what the ignore rules keep out.
/// Paths are relative to the context, without leading slash; "" is the context itself. The tree must outlive
/// the view.
class ContextView {
 public:
  struct Node {
    std::string path;
    classify::EntryKind kind = classify::EntryKind::directory;
    std::string id;
    /// Sent with zero bytes (see IgnoreVerdict).
    bool empty = false;
    /// False for a directory that is ignored itself: it only exists if something below it is included.
    bool present = true;
    std::shared_ptr<const IgnoreRules::Directory> rules;  ///< Of a directory.

    bool is_directory() const { return kind == classify::EntryKind::directory; }
  };

  ContextView(const classify::Tree& tree, std::string root, IgnoreRules rules);

  Result<Node> root() const;
  /// What may exist below a directory, sorted by name: files that are not ignored, and directories except
  /// those below which nothing is included.
  Result<std::vector<Node>> children(const Node& directory) const;
  /// The entry at `path`, links not followed; nothing if the builder receives none.
  Result<std::optional<Node>> find(std::string_view path) const;

  /// Where a path leads, links followed inside the context as the builder follows them.
  struct Resolved {
    std::optional<Node> node;        ///< Nothing if the path leads nowhere.
    std::vector<std::string> links;  ///< The links that were followed.
  };
  /// `follow_last`: whether a link at the end of the path is followed too.
  Result<Resolved> resolve(std::string_view path, bool follow_last) const;

  /// Whether everything below is included, with its content.
  bool wholly_included(const Node& directory) const {
    return rules_.below(*directory.rules) == Below::included;
  }
  /// Whether there is a link below a directory.
  Result<bool> contains_links(const Node& directory) const;

  const IgnoreRules& rules() const { return rules_; }
  const classify::Tree& tree() const { return *tree_; }
  /// The path of an entry of the context in the tree.
  std::string tree_path(std::string_view path) const;
  /// Whether both views keep out the same by the same rules.
  bool same_rules(const ContextView& other) const;

 private:
  Result<bool> holds_anything(const Node& directory) const;

  const classify::Tree* tree_;
  std::string root_;
  IgnoreRules rules_;
  mutable std::map<std::string, bool> links_below_;  ///< By the object id of the directory.
};

/// SHA-256 over every file that the builder receives: its path, kind and object id, sorted by path.
Result<std::string> context_digest(const ContextView& view);

/// A clean path of a tree: no leading, trailing or double slashes, no `.`; `..` does not lead out of the
/// root.
std::string normal_path(std::string_view path);
/// Whether `path` lies below `directory`; everything but "" itself lies below "".
bool lies_below(std::string_view path, std::string_view directory);
/// The last component of a path, as Go's path.Base: "/" for the root, "." for "".
std::string base_name(std::string_view path);

}  // namespace slipway::image
