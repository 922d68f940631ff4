#pragma once

#include "image/image_model.hpp"
#include "util/error.hpp"

namespace slipway::image {

/// An error where a step of the image takes something whose content git keeps elsewhere: a pointer of Git LFS
/// (git-lfs/docs/spec.md), with the command that helps, or a submodule. The image would get the pointer's few
/// lines, or an empty directory, and the build would succeed. Pointers are looked for where a .gitattributes
/// file of the tree speaks of LFS.
Result<void> refuse_placeholders(const ImageModel& model);

/// The same for pointers alone, and only where the .gitattributes file at the top of the tree speaks of LFS:
/// nearly free everywhere else.
Result<void> refuse_lfs_pointers(const ImageModel& model);

}  // namespace slipway::image
