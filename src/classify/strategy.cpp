#include "classify/strategy.hpp"

#include "classify/change.hpp"

#include <array>

namespace slipway::classify {
namespace {
constexpr std::array<std::string_view, 4> strategy_names{"none", "cached", "incremental", "full"};
constexpr std::array<std::string_view, 5> change_names{"added", "deleted", "modified", "mode", "type"};
}  // namespace

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
