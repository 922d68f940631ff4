#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// How much a deployment has to build, weakest first: the strictest of several verdicts is their maximum.
enum class Strategy : unsigned char {
  none,         ///< Trees and settings are equal: nothing to deploy.
  cached,       ///< A plain build that reuses every layer, or no build at all if no image can change.
  incremental,  ///< A build with a busting value derived from the content.
  full          ///< A build with `--no-cache`.
};

/// "none", "cached", "incremental" or "full".
std::string_view name_of(Strategy strategy);
std::optional<Strategy> strategy_from(std::string_view name);

/// The kinds of reasons, which docs/reference/plan-json.md explains.
enum class ReasonCode : unsigned char {
  first_deployment,
  base_unreachable,
  new_image,
  build_settings,
  front_end,
  base_image,
  dockerfile,
  dockerfile_layer,
  dockerfile_metadata,
  dependency,
  rule_full,
  rule_incremental,
  rule_cached,
  step_source,
  ignore_file,
  reach_unknown,
  not_copied,
  ignored,
  outside_context,
  mounted,
  no_rule,
  settings,
  drift,
  interrupted,
  secrets,
  not_running,
  unhealthy,
  other_image,
  changed_by_hand
};

/// As programs read it: "FIRST_DEPLOYMENT". Stable.
std::string_view name_of(ReasonCode code);

/// Why a verdict is what it is, written where it was decided.
struct Reason {
  Strategy strategy = Strategy::cached;  ///< What this reason alone asks for.
  ReasonCode code = ReasonCode::no_rule;
  std::string text;                     ///< One line for people.
  std::vector<std::string> paths = {};  ///< The changed paths that it is about, if any.
};

}  // namespace slipway::classify
