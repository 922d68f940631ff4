#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "classify/verdict.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace slipway::image {

class ImageModel;
struct ImageSource;
struct LayersPrediction;

/// How the changes since another tree reach an image, `before` being its source there. Error: what it was
/// made from cannot be read. With `by_layers` a change of the Dockerfile or the ignore file is judged by
/// the layers that it changes.
Result<classify::ReachAnswers> reach_since(const ImageSource& before, const ImageModel& after,
                                           const classify::ChangeSet& changes, bool by_layers);

/// If every step is certainly reused, a new Dockerfile or ignore file has changed no layer, and
/// the answers say so.
void settle_same_layers(classify::ReachAnswers& answers, const LayersPrediction& layers,
                        const ImageModel& after);

/// For an image that takes no file at all its steps say nothing about files: the answers about its
/// Dockerfile, and no others.
classify::ReachAnswers about_dockerfile(const classify::ReachAnswers& answers, std::size_t changes);

/// Whether any step takes files from a build context.
bool uses_context(const ImageModel& model);

}  // namespace slipway::image
