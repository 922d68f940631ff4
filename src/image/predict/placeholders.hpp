#pragma once

#include "classify/change.hpp"
#include "classify/verdict.hpp"
#include "image/context/tree_survey.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// An error if a step of the image takes something whose content git keeps elsewhere: a pointer of Git LFS
/// (git-lfs/docs/spec.md), with the command that helps, or a submodule. The image would get the pointer's few
/// lines, or an empty directory, and the build would succeed. `files` are those among which pointers are
/// looked for.
Result<void> refuse_placeholders(const ImageModel& model, const TreeSurvey& survey,
                                 const std::vector<std::string>& files);

/// The same for pointers among changed files, whatever .gitattributes files say: attributes have other places
/// too, and a pointer is one by its content. `reach` has the answers for the changes.
Result<void> refuse_changed_pointers(const ImageModel& model, const classify::ChangeSet& changes,
                                     const classify::ReachAnswers& reach);

/// The same only for pointers, and only if the .gitattributes file at the top of the tree speaks of LFS:
/// nearly free everywhere else.
Result<void> refuse_lfs_pointers(const ImageModel& model);

/// Whether the regular file at `path` is a pointer of Git LFS.
Result<bool> is_lfs_pointer(const classify::Tree& tree, std::string_view path);

/// The refusals, for whatever `taker` describes: "which `[2/3] COPY src` takes".
Error pointer_refusal(const std::string& path, const std::string& taker, const LfsPatterns& patterns);
Error submodule_refusal(const std::string& path, const std::string& taker, std::string_view way_around);

}  // namespace slipway::image
