#pragma once

#include "git/repository.hpp"
#include "util/error.hpp"

#include <string>

namespace slipway::deploy {

/// A tree with the files that a commit has no more than the names of: contents of Git LFS that the local
/// store has, and the files of submodules that are checked out, as they are at the recorded commit. The id of
/// another tree, or of the same one if it has nothing of the kind; what is not here stays as it is, and is
/// refused by the plan if something takes it. `root` is where the tree lies in the repository.
///
/// Writes objects into the repository, as a snapshot does, and remembers in a file beside them which blob has
/// the content of a pointer. Index, references and working tree are not touched.
Result<std::string> whole_tree(const git::Repository& repository, const std::string& tree,
                               const std::string& root);

}  // namespace slipway::deploy
