#pragma once

#include "git/repository.hpp"
#include "image/context/tree_survey.hpp"
#include "lint/checkout_lints.hpp"
#include "util/error.hpp"

#include <string>

namespace slipway::deploy {

/// The files of a tree that a checkout here writes with other bytes than the host does. The host knows the
/// .gitattributes files of the tree, and nothing else: neither this machine's configuration (`core.autocrlf`,
/// `core.eol`, filters), nor attributes that stand beside the tree (above `root`, in info/attributes or in
/// core.attributesFile). Follows git's convert.c. Git LFS is left out: its content is shipped.
///
/// git is asked about the files only if something of the kind is there. `commit` is what `tree` was taken
/// from, `root` the directory in it ("" for the top). If something cannot be found out, it counts as no
/// difference, so that the plan does not fail.
lint::CheckoutDifferences checkout_differences(const git::Repository& repository, const std::string& commit,
                                               const std::string& root, const std::string& tree,
                                               const image::TreeSurvey& survey);

}  // namespace slipway::deploy
