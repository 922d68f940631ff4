#pragma once

#include "deploy/settings.hpp"
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
  /// Nothing where the text, which is the host's word, is no such name.
  static std::optional<RunName> parse(const std::string& text);
};

/// A run that was started here is remembered, beside settings.json, until its end has been seen here. What is
/// remembered longer was interrupted.
void remember_run(const Settings& settings, const RunName& run);
void forget_run(const Settings& settings);

/// One sentence on what became of the run that was interrupted, by what the host says now; nothing where none
/// was. Once the run has ended, that is said once.
std::optional<std::string> news_of_interrupted_run(const Settings& settings, const host::HostState& host);

}  // namespace slipway::deploy
