#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::image {

enum class PathMatch : std::uint8_t { no, yes, bad_pattern };

/// Go's path.Match on whole names: `*` and `?` stop at a slash, `[…]` does not, `\` escapes. The pattern is
/// checked to its end even if the name stops matching earlier, so that a bad pattern is bad for every
/// name. Bytes that are not UTF-8 are compared as they are, and refused inside brackets.
PathMatch path_match(std::string_view pattern, std::string_view name);

/// Go's filepath.Match on a system whose separator is a slash. It differs in that what follows a `*` is not
/// checked once the name has stopped matching: `a*[` is bad for the name `ab`, and only does not match `b`.
PathMatch filepath_match(std::string_view pattern, std::string_view name);

}  // namespace slipway::image
