#pragma once

#include "host/probe.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace slipway::deploy {

/// A run on the host, as its directory below .slipway/runs is called: "<release>-<nonce>".
struct RunName {
  std::uint64_t release = 0;
  std::string nonce;

  std::string text() const;
  /// The directory of the run, on the host.
  std::string directory(const host::HostState& host) const;
  /// Nothing if the text, which is the host's word, is no such name.
  static std::optional<RunName> parse(const std::string& text);
};

}  // namespace slipway::deploy
