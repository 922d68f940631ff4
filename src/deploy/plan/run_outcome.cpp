#include "deploy/plan/run_outcome.hpp"

#include <algorithm>
#include <array>

namespace slipway::deploy {
namespace {

constexpr std::array<std::string_view, 15> outcome_names{
    "unknown", "deployed", "restored", "withdrawn",  "returned",  "broken",      "failed", "refused",
    "unready", "moved",    "locked",   "unrecorded", "cancelled", "interrupted", "ended"};
static_assert(outcome_names.size() == static_cast<std::size_t>(RunOutcome::ended) + 1);

}  // namespace

std::string_view name_of(RunOutcome outcome) {
  return outcome_names.at(static_cast<std::size_t>(outcome));
}

RunOutcome run_outcome_from(std::string_view word) {
  const auto* const found = std::find(outcome_names.begin(), outcome_names.end(), word);
  return found == outcome_names.end() ? RunOutcome::unknown
                                      : static_cast<RunOutcome>(found - outcome_names.begin());
}

}  // namespace slipway::deploy
