#include "classify/strategy.hpp"

#include "classify/change.hpp"

#include <array>

namespace slipway::classify {
namespace {
constexpr std::array<std::string_view, 4> strategy_names{"none", "cached", "incremental", "full"};
constexpr std::array<std::string_view, 6> change_names{"added", "deleted", "modified",
                                                       "mode",  "type",    "attributes"};
constexpr std::array<std::string_view, 29> reason_names{"FIRST_DEPLOYMENT",
                                                        "BASE_UNREACHABLE",
                                                        "NEW_IMAGE",
                                                        "BUILD_SETTINGS",
                                                        "FRONT_END",
                                                        "BASE_IMAGE",
                                                        "DOCKERFILE",
                                                        "DOCKERFILE_LAYER",
                                                        "DOCKERFILE_METADATA",
                                                        "DEPENDENCY",
                                                        "RULE_FULL",
                                                        "RULE_INCREMENTAL",
                                                        "RULE_CACHED",
                                                        "STEP_SOURCE",
                                                        "IGNORE_FILE",
                                                        "REACH_UNKNOWN",
                                                        "NOT_COPIED",
                                                        "IGNORED",
                                                        "OUTSIDE_CONTEXT",
                                                        "MOUNTED",
                                                        "NO_RULE",
                                                        "SETTINGS",
                                                        "DRIFT",
                                                        "INTERRUPTED",
                                                        "SECRETS",
                                                        "NOT_RUNNING",
                                                        "UNHEALTHY",
                                                        "OTHER_IMAGE",
                                                        "CHANGED_BY_HAND"};
static_assert(reason_names.size() == static_cast<std::size_t>(ReasonCode::changed_by_hand) + 1);
}  // namespace

std::string_view name_of(ReasonCode code) {
  return reason_names.at(static_cast<std::size_t>(code));
}

std::string_view name_of(Strategy strategy) {
  return strategy_names.at(static_cast<std::size_t>(strategy));
}

std::optional<Strategy> strategy_from(std::string_view name) {
  for (std::size_t i = 0; i < strategy_names.size(); ++i) {
    if (strategy_names[i] == name) {
      return static_cast<Strategy>(i);
    }
  }
  return {};
}

std::string_view name_of(ChangeKind kind) {
  return change_names.at(static_cast<std::size_t>(kind));
}

}  // namespace slipway::classify
