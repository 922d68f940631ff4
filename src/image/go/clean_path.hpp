#pragma once

#include <string>
#include <string_view>

namespace slipway::image {

/// The shortest equivalent of a slash-separated path, worked out from its text alone as Go's path.Clean does:
/// no empty, `.` or inner `..` components, no trailing slash, "." for an empty path.
std::string clean_path(std::string_view path);

}  // namespace slipway::image
