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
                      place.shown(), time, expected));
    if (result.probation > 0) {
      print(fmt::format(
          "the host watches it for another {} s, and puts {} back if it fails\n", result.probation,
          result.before ? fmt::format("release {}", *result.before) : std::string("what ran before it")));
    }
    if (!result.unchecked.empty()) {
      print(fmt::format("not checked: {}, without a health check, only ran for a while\n",
                        printable(join(result.unchecked, ", "))));
    }
    return ExitCode::success;
  }
  print_error(*outcome_error(place, result));
  return result.code;
}

std::optional<Error> outcome_error(const deploy::Place& place, const deploy::DeployResult& result) {
  if (result.outcome == deploy::RunOutcome::deployed) {
    return {};
  }
  const std::string name = result.restores ? fmt::format("the rollback to release {}", *result.restores)
                                           : fmt::format("release {}", result.release);
  const std::string before =
      result.before ? fmt::format("release {}", *result.before) : std::string("what ran before it");
  Error error{
      result.code, fmt::format("{} failed", name), printable(result.reason),
      fmt::format("slipway logs --run {}   (correct what it shows, and deploy again)", result.release)};
  switch (result.code) {
    case ExitCode::build_failed:
      error.what = result.restores ? fmt::format("release {} cannot be restored", *result.restores)
                                   : fmt::format("{} could not be built", name);
      error.what += result.before ? fmt::format("; {} stays in place", before) : "; nothing was switched";
      break;
    case ExitCode::restored:
      if (result.outcome == deploy::RunOutcome::returned) {
        error.what = fmt::format("{} failed after it had been healthy; {} runs again", name, before);
      } else if (result.outcome == deploy::RunOutcome::withdrawn) {
        error.what = fmt::format("{} failed and was removed; nothing ran before it", name);
      } else {
        error.what = fmt::format("{} failed; {} runs", name, before);
      }
      break;
    case ExitCode::broken:
      if (result.outcome == deploy::RunOutcome::ended) {
        error.what = fmt::format("{} was deployed, but has stopped since", name);
        error.fix = "slipway doctor   (checks the engine)\nslipway deploy   (starts the release again)";
        break;
      }
      error.what = result.before ? fmt::format("{} failed, and {} could not be restored", name, before)
                                 : fmt::format("{} failed, and the clean-up after it failed too", name);
      error.fix = fmt::format(
          "slipway status\nslipway logs --run {}\nslipway recover   (tries to put it right)", result.release);
      break;
    case ExitCode::locked:
      if (result.outcome == deploy::RunOutcome::moved) {
        error.what = "another deployment came first; nothing was switched";
        error.fix = "run the same command again";
        break;
      }
      error.what = "another deployment is running";
      error.fix =
          "slipway attach   (follows it)\nslipway cancel   (stops it)\nor add --wait, to wait for its end";
      break;
    case ExitCode::refused:
      error.what = result.restores
                       ? fmt::format("release {} cannot be restored; nothing was changed on the host",
                                     *result.restores)
                       : fmt::format("{} was not deployed; nothing was switched", name);
      error.fix =
          result.outcome == deploy::RunOutcome::unready
              ? "slipway doctor   (checks the engine, git and the disk); then deploy again"
              : "correct that, and deploy again   (files in the way: commit them, or move them away on "
                "the host; edited files also: slipway deploy --adopt-drift or --overwrite-drift)";
      break;
    case ExitCode::host_unsuited:
      error.what = fmt::format("{} was not deployed; nothing was switched", name);
      error.fix = deploy::how_to_free_space(place);
      break;
    case ExitCode::cancelled:
      error.what = fmt::format("{} was cancelled", name);
      error.fix = "slipway deploy   (when it is time)";
      break;
    case ExitCode::failure:
      if (result.outcome == deploy::RunOutcome::unrecorded) {
        error.what = fmt::format("{} could not be recorded on the host", name);
        error.fix = "slipway doctor   (checks git and the disk); then deploy again";
      }
      break;
    default:
      error.what = fmt::format("{} ended with status {}", name, static_cast<int>(result.code));
      error.fix = "slipway status";
      break;
  }
  return error;
}

}  // namespace slipway::cli
