#pragma once

#include "git/repository.hpp"
#include "util/error.hpp"

#include <string>

namespace slipway::deploy {

/// A tree with the contents that a commit only names: contents of Git LFS in the local
/// store, and the files of checked-out submodules, as they are at the recorded commit. Returns the id of
/// another tree, or of the same one if it has nothing of the kind. A content that is not here stays a name,
/// and the plan refuses it if something uses it. `root` is the tree's path in the repository.
///
/// Writes objects into the repository, as a snapshot does, and remembers in a file beside them which blob has
/// the content of a pointer. Index, references and working tree are not touched.
Result<std::string> whole_tree(const git::Repository& repository, const std::string& tree,
                               const std::string& root);

}  // namespace slipway::deploy
