#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace slipway::report {

/// One row of a report: a name and what is to be said of it. Nothing, if there is nothing to say.
inline std::string row_text(std::string_view name, std::string_view text) {
  return text.empty() ? std::string{} : fmt::format("  {:<8} {}\n", name, text);
}

}  // namespace slipway::report
