#pragma once

#include "util/text.hpp"

#include <string>

namespace slipway {

/// What a place is called in what people read: its environment, or the host if nobody gave the environment a
/// name.
inline std::string place_name(const std::string& environment, const std::string& host) {
  return environment == "default" ? printable(host) : environment;
}

}  // namespace slipway
