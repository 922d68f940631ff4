#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "classify/verdict.hpp"
#include "util/error.hpp"

#include <map>
#include <string>

namespace slipway::image {

class ImageModel;
struct LayersPrediction;

/// How the changes between two trees reach the image that the Dockerfile at their root describes. Empty where
/// there is no Dockerfile, where it cannot be read, or where it takes no file at all: the rules alone decide
/// then. Error where a tree cannot be read, or where the image would get
/// pointers of Git LFS for files: looked for where the .gitattributes file at the root speaks of LFS, and
/// else where only a few files changed. With `by_layers` a change of the Dockerfile or the ignore file is
/// held against the layers that it changes, where any of the two did.
Result<classify::ReachAnswers> default_reach(const classify::Tree& from, const classify::Tree& to,
                                             const classify::ChangeSet& changes, bool by_layers = false);

/// Where every step is reused for certain, a new Dockerfile or ignore file has changed nothing that it is
/// for: the answers say so then.
void settle_same_layers(classify::ReachAnswers& answers, const LayersPrediction& layers,
                        const ImageModel& after);

/// Whether any step takes files from a build context.
bool uses_context(const ImageModel& model);

}  // namespace slipway::image
