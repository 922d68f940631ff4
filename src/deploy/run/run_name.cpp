#include "deploy/run/run_name.hpp"

#include "util/file.hpp"
#include "util/hex.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace slipway::deploy {

std::string RunName::text() const {
  return fmt::format("{}-{}", release, nonce);
}

std::string RunName::directory(const host::HostState& host) const {
  return fmt::format("{}/.slipway/runs/{}", host.directory.raw(), text());
}

std::optional<RunName> RunName::parse(const std::string& text) {
  constexpr std::size_t nonce_length = 16;
  const std::size_t dash = text.find('-');
  RunName name;
  const char* const end = text.data() + std::min(dash, text.size());
  const auto [digits_end, error] = std::from_chars(text.data(), end, name.release);
  if (dash == std::string::npos || error != std::errc{} || digits_end != end) {
    return {};
  }
  name.nonce = text.substr(dash + 1);
  return is_hex(name.nonce) && name.nonce.size() == nonce_length ? std::optional(name) : std::nullopt;
}

}  // namespace slipway::deploy
