#include "deploy/plan/probation.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {

std::string probation_text(const host::Probation& probation, const Journal& journal, bool falling) {
  const Release* earlier = journal.deployed_before(probation.release);
  const std::string before =
      earlier == nullptr ? std::string("what ran before it") : fmt::format("release {}", earlier->number);
  const bool watched = probation.state == host::Probation::State::watched;
  if (falling) {
    return fmt::format("release {} did not hold; {}", probation.release,
                       watched
                           ? fmt::format("the host is putting {} back", before)
                           : fmt::format("{} was not put back to the end: slipway recover does it", before));
  }
  switch (probation.state) {
    case host::Probation::State::watched:
      return fmt::format("the host watches release {} for another {} s, and puts {} back if it does not hold",
                         probation.release, probation.seconds_left, before);
    case host::Probation::State::unwatched:
      return fmt::format(
          "what watched release {} was killed, {} s before its end: slipway recover goes on watching",
          probation.release, probation.seconds_left);
    case host::Probation::State::rebooted:
      break;
  }
  return fmt::format(
      "the host was started anew before the probation of release {} was over, and nobody has put {} back: "
      "slipway "
      "recover does it, and a deployment ends the probation",
      probation.release, before);
}

}  // namespace slipway::deploy
