#include "cli/outcome.hpp"

#include "cli/print.hpp"
#include "deploy/plan/space.hpp"
#include "util/place_name.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {

ExitCode report_outcome(const deploy::Place& place, const deploy::DeployResult& result) {
  if (result.nothing_to_do) {
    return ExitCode::success;
  }
  if (result.outcome == deploy::RunOutcome::deployed) {
    const std::string expected =
        result.forecast ? fmt::format(" ({}: {})", result.forecast->guess ? "guessed" : "forecast",
                                      duration_text(result.forecast->seconds))
                        : std::string{};
    // A run that was joined later has a length of its own, which is not the time that this command took.
    const std::string time =
        result.seconds > 0 ? fmt::format(" after {}", duration_text(result.seconds)) : std::string{};
    print(fmt::format("release {} of {} is healthy on {}{}{}\n", result.release, place.deployment,
                      place_name(place.environment, place.host), time, expected));
    if (result.probation > 0) {
      print(fmt::format(
          "the host watches it for another {} s, and puts {} back if it does not hold\n", result.probation,
          result.before ? fmt::format("release {}", *result.before) : std::string("what ran before it")));
    }
    if (!result.unchecked.empty()) {
      print(fmt::format("not checked: {}, without a health check, only ran for a while\n",
                        printable(join(result.unchecked, ", "))));
    }
    return ExitCode::success;
  }
  Error error{
      result.code, fmt::format("release {} to become healthy", result.release), printable(result.reason), {}};
  const std::string logs =
      fmt::format("slipway logs --run {}   says why; mend it and deploy again", result.release);
  switch (result.code) {
    case ExitCode::build_failed:
      error.expected = fmt::format("release {} to be built", result.release);
      error.found += "\nnothing was switched; what ran before it runs";
      error.next = logs;
      break;
    case ExitCode::restored:
      if (result.outcome == deploy::RunOutcome::returned) {
        error.expected =
            fmt::format("release {}, which was healthy, to hold in its probation", result.release);
        error.found +=
            fmt::format("\n{} is back as it was", result.before ? fmt::format("release {}", *result.before)
                                                                : std::string("what ran before it"));
        error.next = logs;
        break;
      }
      error.found += result.outcome == deploy::RunOutcome::withdrawn
                         ? "\nnothing ran before it, and nothing of it is left"
                         : "\nwhat ran before it is back as it was";
      error.next = logs;
      break;
    case ExitCode::broken:
      if (result.outcome == deploy::RunOutcome::ended) {
        error.expected =
            fmt::format("release {}, which was healthy and is recorded, to go on running", result.release);
        error.next = "slipway doctor   looks at the engine; slipway deploy   starts the release again";
        break;
      }
      error.found += "\nthe release before it could not be put back";
      error.next = "look at the host now: cmake --build … --target deploy-status, deploy-logs";
      break;
    case ExitCode::locked:
      error.expected = "no other deployment at the same time";
      error.next =
          "slipway attach   follows it; slipway cancel   stops it; the same command with --wait waits for "
          "its end";
      break;
    case ExitCode::refused:
      if (result.outcome == deploy::RunOutcome::unready) {
        error.expected =
            "the host to tell what runs there, and to write it down, before anything is switched";
        error.next =
            "nothing was switched; look at the engine, git and the disk: slipway doctor. Then deploy again";
        break;
      }
      error.expected =
          fmt::format("release {} to fit on what is in the directory on the host", result.release);
      error.next =
          "nothing was changed there; bring the files into the repository, or put them aside "
          "(slipway deploy --overwrite-drift keeps a patch of edited ones)";
      break;
    case ExitCode::host_unsuited:
      error.expected = fmt::format("room on the host for the files of release {}", result.release);
      error.next = deploy::how_to_free_space(place);
      break;
    case ExitCode::cancelled:
      error.expected = fmt::format("release {} to run to its end, but it was cancelled", result.release);
      error.next = "deploy again when it is time";
      break;
    case ExitCode::failure:
      if (result.outcome == deploy::RunOutcome::unrecorded) {
        error.expected = fmt::format("release {} to be recorded on the host", result.release);
        error.next = "look at git and the disk there: slipway doctor. Then deploy again";
        break;
      }
      [[fallthrough]];
    default:
      error.next = "cmake --build … --target deploy-status";
      break;
  }
  print_error(error);
  return result.code;
}

}  // namespace slipway::cli
