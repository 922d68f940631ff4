#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway {

/// Seconds since 1970 of "2026-01-31T12:00:00Z", also with fractions of a second or without the Z, and of
/// "2026-01-31" (its midnight): always UTC. Nothing for other text.
std::optional<std::int64_t> parse_utc(std::string_view text);

/// The same, or an age before `now`: "90s", "30min" or "30m", "12h", "7d", "2w".
std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now);

/// "2026-01-31T12:00:00Z"
std::string utc_text(std::int64_t seconds);

/// The clock of this machine, seconds since 1970.
std::int64_t seconds_since_epoch();

/// How long something is ago, in two units: "just now", "12 min", "3 h 5 min", "2 days 4 h".
std::string age_text(std::int64_t seconds);

}  // namespace slipway
