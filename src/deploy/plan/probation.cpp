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
    return fmt::format(
        "release {} failed in its probation; {}", probation.release,
        watched ? fmt::format("the host is putting {} back", before)
                : fmt::format("putting {} back was interrupted: slipway recover finishes it", before));
  }
  switch (probation.state) {
    case host::Probation::State::watched:
      return fmt::format("the host watches release {} for another {} s, and puts {} back if it fails",
                         probation.release, probation.seconds_left, before);
    case host::Probation::State::unwatched:
      return fmt::format(
          "the process that watches release {} was killed, {} s before the end of the probation: slipway "
          "recover starts it again",
          probation.release, probation.seconds_left);
    case host::Probation::State::rebooted:
      break;
  }
  return fmt::format(
      "the host was restarted during the probation of release {}: slipway recover puts {} back, "
      "and a deployment ends the probation",
      probation.release, before);
}

}  // namespace slipway::deploy
