#pragma once

#include "classify/tree.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::lint {

/// A file or a directory of the main context that a step copies.
struct CopiedFile {
  std::size_t step = 0;
  std::string path;  ///< In the context.
  classify::EntryKind kind = classify::EntryKind::file;
  bool has_own_mode = false;
};

/// The text of the part with that label; null without one.
const std::string* text_of(const std::vector<image::KeyPart>& parts, std::string_view label);

/// What of the main context a plain COPY puts at the place in the image, if that step is one and does.
Result<std::optional<CopiedFile>> copied_to(const image::ImageModel& model, std::size_t number,
                                            const std::string& place);

}  // namespace slipway::lint
