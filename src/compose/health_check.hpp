#pragma once

#include <optional>
#include <string>
#include <vector>

namespace slipway::compose {

/// Why a health check's test can never fail, such as "`true` always succeeds"; nothing if it can, or if
/// that is not certain. `test` starts with `CMD` or `CMD-SHELL`.
std::optional<std::string> why_it_cannot_fail(const std::vector<std::string>& test);

}  // namespace slipway::compose
