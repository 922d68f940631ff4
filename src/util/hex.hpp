#pragma once

#include <string_view>

namespace slipway {

/// Hexadecimal digits in lower case and nothing else, as hex_of() writes them.
inline bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The whole id of an object of git, SHA-1 or SHA-256.
inline bool is_object_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) && is_hex(text);
}

}  // namespace slipway
