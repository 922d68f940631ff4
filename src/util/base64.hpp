#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// Base64 of any bytes (RFC 4648, section 4), without line breaks.
std::string base64(std::string_view bytes);

}  // namespace slipway
