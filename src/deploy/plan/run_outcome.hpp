#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::deploy {

/// How a run ended. `restored`: what ran before is back; `withdrawn`: nothing ran before, and nothing of the
/// release is left. `unready`: what is needed to go back could not be saved, so nothing was switched.
/// `returned`: it was deployed and healthy, and failed in its probation; what ran before is back, as a
/// release of its own. `ended`: it was healthy and is recorded, but ended right after that.
/// `moved`: the host's journal is not the one that the plan was made from, so the plan has to be made again.
/// `unknown`: the run is of another version, and its word for it is not known here.
enum class RunOutcome : std::uint8_t {
  unknown,
  deployed,
  restored,
  withdrawn,
  returned,
  broken,
  failed,
  refused,
  unready,
  moved,
  locked,
  unrecorded,
  cancelled,
  interrupted,
  ended
};

/// As the host, the journal and programs have it: "deployed".
std::string_view name_of(RunOutcome outcome);
RunOutcome run_outcome_from(std::string_view word);

}  // namespace slipway::deploy
