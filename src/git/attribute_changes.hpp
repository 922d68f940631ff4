#pragma once

#include "classify/change.hpp"
#include "git/repository.hpp"

#include <string>

namespace slipway::git {

/// The files whose bytes git holds are the same in both trees, and which a host's checkout writes with other
/// bytes all the same, because a .gitattributes file differs: line ends (`text`, `crlf`, `eol`), `ident` and
/// `working-tree-encoding`, as git's convert.c has it for `core.autocrlf=false` and `core.eol=lf`. Filters
/// play no part: a host has none. `changes` are those between the two trees; without a .gitattributes among
/// them nothing is asked. Error: a .gitattributes file cannot be read, or git cannot be asked.
Result<classify::ChangeSet> rewritten_by_attributes(const Repository& repository,
                                                    const std::string& from_tree, const std::string& to_tree,
                                                    const classify::ChangeSet& changes);

}  // namespace slipway::git
