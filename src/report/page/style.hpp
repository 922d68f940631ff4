#pragma once

#include <string_view>

namespace slipway::report {

/// style.css beside this file.
extern const std::string_view style_css;

}  // namespace slipway::report
