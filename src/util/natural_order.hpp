#pragma once

#include <string_view>

namespace slipway {

/// Whether one name comes before another as a person counts: s2 before s10. Digits are compared as numbers,
/// everything else byte by byte. A total order: names that differ are never equal.
bool comes_before(std::string_view one, std::string_view other);

}  // namespace slipway
