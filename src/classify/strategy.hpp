#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// How much a deployment has to build, weakest first: the strictest of several verdicts is their maximum.
enum class Strategy : unsigned char {
  none,         ///< Trees and settings are equal: nothing to deploy.
  cached,       ///< A plain build that reuses every layer, or no build at all where no image can change.
  incremental,  ///< A build with a busting value derived from the content.
  full          ///< A build with `--no-cache`.
};

/// "none", "cached", "incremental" or "full".
std::string_view name_of(Strategy strategy);
std::optional<Strategy> strategy_from(std::string_view name);

/// Why a verdict is what it is, written where it was decided.
struct Reason {
  Strategy strategy = Strategy::cached;  ///< What this reason alone asks for.
  std::string code;                      ///< Stable, for programs: listed in docs/reference/plan-json.md.
  std::string text;                      ///< One line for people.
  std::vector<std::string> paths = {};   ///< The changed paths it speaks of, if any.
};

}  // namespace slipway::classify
