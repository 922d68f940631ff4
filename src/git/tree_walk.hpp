#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "git/object_reader.hpp"

#include <memory>

namespace slipway::git {

/// Every path that differs between two trees given by id (an empty id is the empty tree). Subtrees with equal
/// ids are never read, so the cost is that of the changed directories alone. Error: an object is missing or
/// is not what the tree says it is; never an incomplete answer.
Result<classify::ChangeSet> compare_trees(const ObjectReader& objects, std::string_view from,
                                          std::string_view to);

/// The id of what lies at `path` below the tree `root`, or an empty id if there is nothing.
Result<std::string> subtree(const ObjectReader& objects, std::string_view root, std::string_view path);

/// A tree of a repository as the rest of the library sees trees. `objects` must outlive it.
std::unique_ptr<classify::Tree> open_tree(const ObjectReader& objects, std::string id);

}  // namespace slipway::git
