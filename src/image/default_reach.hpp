#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "classify/verdict.hpp"
#include "util/error.hpp"

#include <map>
#include <string>

namespace slipway::image {

class ImageModel;

/// How the changes between two trees reach the image that the Dockerfile at their root describes. Empty where
/// there is no Dockerfile, where it cannot be read, or where it takes no file at all: the rules alone decide
/// then. Error where a tree cannot be read, or where the image would get
/// pointers of Git LFS for files.
Result<classify::ReachAnswers> default_reach(const classify::Tree& from, const classify::Tree& to,
                                             const classify::ChangeSet& changes);

/// Whether any step takes files from a build context.
bool uses_context(const ImageModel& model);

}  // namespace slipway::image
