#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace slipway::image {

/// An image's name as Docker completes it: `python:3.11` becomes `docker.io/library/python:3.11`, without tag
/// and digest `:latest` is added. The error is Docker's sentence.
tl::expected<std::string, std::string> normal_image_reference(std::string_view name);

/// Whether the reference names its content by digest, so that it cannot mean another image tomorrow.
bool is_pinned(std::string_view reference);

}  // namespace slipway::image
