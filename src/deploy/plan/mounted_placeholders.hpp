#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "compose/model.hpp"
#include "image/context/tree_survey.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// The paths at which a pointer of Git LFS has to be looked for: all files on a first deployment and if a
/// .gitattributes file speaks of LFS, else the changed ones (the others were looked at when they changed).
std::vector<std::string> possible_pointers(const image::TreeSurvey& survey,
                                           const classify::ChangeSet& changes, bool is_first);

/// An error if a container would see, through a mount, a config, a secret or an `env_file`, something
/// whose content git keeps elsewhere: one of `files` that is a pointer of Git LFS, or a submodule, which is
/// an empty directory on the host. image::refuse_placeholders() is the same for what images take.
Result<void> refuse_mounted_placeholders(const compose::Model& model, const classify::Tree& tree,
                                         const image::TreeSurvey& survey,
                                         const std::vector<std::string>& files);

}  // namespace slipway::deploy
