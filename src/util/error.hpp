#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace slipway {

/// The exit status, for scripts. Documented in docs/reference/exit-codes.md.
enum class ExitCode : int {
  success = 0,
  failure = 1,  ///< Something went wrong that none of the codes below describes.
  usage = 2,    ///< The command line or the settings are wrong. Nothing was touched.
  refused =
      3,  ///< A precondition does not hold (repository, tree, Dockerfile, drift …). Nothing was touched.
  locked = 4,       ///< Another deployment to the same directory is running. Nothing was touched.
  unreachable = 5,  ///< The host cannot be reached, does not let us in, or is gone. Nothing was touched.
  host_unsuited =
      6,  ///< The host lacks something that is needed (docker, compose, git, disk …). Nothing was touched.
  build_failed = 7,   ///< An image could not be built. Nothing was switched.
  restored = 8,       ///< The new release failed after the switch; the old one was put back and runs.
  broken = 9,         ///< The new release failed and the old one could not be put back.
  smoke_failed = 10,  ///< The release is deployed and healthy; a smoke test of the client's failed.
  connection_lost =
      11,          ///< The host was working and is no longer followed; if it still runs, it carries on alone.
  cancelled = 12,  ///< Interrupted before the host began, or cancelled: what ran before runs.
  stopped = 13     ///< A roll-out to several hosts has not reached all of them.
};

/// A failure as a value, in three parts that are shown to a person as they stand. Each may span several
/// lines.
struct Error {
  ExitCode code = ExitCode::failure;
  /// What failed, or what is wrong: a sentence without a full stop ("release 4 can no longer be restored",
  /// "`docker-compose.yml` is not in the commit").
  std::string what;
  /// The cause, a fact without a full stop ("the host has not kept its image"). Empty if `what` says it all.
  std::string because;
  /// The command or the edit that fixes it, fit to be pasted ("slipway logs --run 3").
  std::string fix;
};

/// The cause in a few words, for a sentence of another's: `because`, or `what` if nothing else is known.
inline const std::string& cause_of(const Error& error) {
  return error.because.empty() ? error.what : error.because;
}

/// "what: because", for a line.
inline std::string summary(const Error& error) {
  return error.because.empty() ? error.what : error.what + ": " + error.because;
}

template <class T>
using Result = tl::expected<T, Error>;

/// Makes the unexpected value of any Result.
inline tl::unexpected<Error> fail(ExitCode code, std::string what, std::string because, std::string fix) {
  return tl::unexpected<Error>(Error{code, std::move(what), std::move(because), std::move(fix)});
}

}  // namespace slipway

/// Returns the error of `result` from the calling function, if it has one.
#define SLIPWAY_TRY(result)                                         \
  do {                                                              \
    auto&& slipway_try_result = (result);                           \
    if (!slipway_try_result) {                                      \
      return tl::unexpected(std::move(slipway_try_result).error()); \
    }                                                               \
  } while (false)

// `variable` is a declaration, which parentheses would break.
// NOLINTBEGIN(bugprone-macro-parentheses)
/// Declares `variable` with the value of `result`, or returns the error of it from the calling function.
#define SLIPWAY_TRY_ASSIGN(variable, result) SLIPWAY_TRY_ASSIGN_AT(variable, result, __LINE__)
#define SLIPWAY_TRY_ASSIGN_AT(variable, result, line) SLIPWAY_TRY_ASSIGN_IN(variable, result, line)
#define SLIPWAY_TRY_ASSIGN_IN(variable, result, line)                \
  auto slipway_result_##line = (result);                             \
  if (!slipway_result_##line) {                                      \
    return tl::unexpected(std::move(slipway_result_##line).error()); \
  }                                                                  \
  variable = std::move(*slipway_result_##line)
// NOLINTEND(bugprone-macro-parentheses)
