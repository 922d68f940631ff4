#pragma once

#include "util/text.hpp"

#include <string>

namespace slipway {

/// What a place is called in what people read: its environment, or the host if nobody gave the environment a
/// name, or if it is one of several hosts of the environment.
inline std::string place_name(const std::string& environment, const std::string& host, bool of_fleet) {
  return of_fleet || environment == "default" ? printable(host) : environment;
}

}  // namespace slipway
