#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// The bytes as RFC 4648 has them, in one line.
std::string base64_of(std::string_view bytes);

}  // namespace slipway
