#pragma once

#include "deploy/deployment.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// What became of one host in a roll-out.
enum class HostOutcome : std::uint8_t {
  not_begun,     ///< Its turn has not come.
  up_to_date,    ///< It had the release already, and nothing was touched.
  deployed,      ///< The release is recorded and healthy, and its smoke tests have passed.
  put_back,      ///< The release failed; what ran before runs.
  kept,          ///< The release failed or was refused before the switch; nothing was switched.
  broken,        ///< The release failed, and what ran before could not be put back.
  smoke_failed,  ///< The release runs; a smoke test failed.
  unsteady,      ///< The release runs; it was not healthy, or had restarted, after SOAK.
  busy,          ///< Somebody else deploys to it; nothing was touched.
  unreachable,   ///< It did not answer; nothing was touched.
  left_out,      ///< The same, and UNREACHABLE says to go on without it.
  lost,          ///< It is no longer followed, and may still be at work.
  interrupted,   ///< This command was interrupted before the host began.
  revoked,       ///< It had the release, and got back what it ran before because a wave had failed.
  not_revoked,   ///< It has the release: what it ran before could not be put back.
};
/// "put-back"
std::string_view name_of(HostOutcome outcome);

struct HostVerdict {
  std::string host;
  std::size_t wave = 0;  ///< From 1.
  HostOutcome outcome = HostOutcome::not_begun;
  std::string strategy = {};                 ///< Of the plan, or of what was done.
  std::uint64_t release = 0;                 ///< The release of this roll-out there; 0: there is none.
  std::optional<std::uint64_t> before = {};  ///< What ran there when the roll-out began.
  std::string reason = {};                   ///< Why it is not green, in a few words.
  double seconds = 0;
  /// How the deployment ended, if it did; or the error that kept it from that.
  std::optional<DeployResult> result = {};
  std::optional<Error> error = {};
};

/// The first line of a text that may have several, fit for a terminal.
std::string first_line(std::string_view text);

/// What is made of how a deployment ended.
HostVerdict verdict_of(HostVerdict before, const Result<DeployResult>& result);

/// Evidence that the release works there: a wave of nothing else is green.
bool is_green(HostOutcome outcome);
/// The host runs the release that the roll-out brings, whether it works or not.
bool has_release(HostOutcome outcome);
/// Its wave fails.
bool is_failure(HostOutcome outcome);

/// "3 of 12 deployed, 1 failed and was put back, 8 not begun", "3 of 3 have the release already"
std::string tally_text(const std::vector<HostVerdict>& verdicts);
/// Of those that do not have the release: "1 failed and was put back, 8 not begun".
std::string others_text(const std::vector<HostVerdict>& verdicts);

/// Hosts with the same plan are one group.
struct PlanOfHost {
  std::string host;
  std::string strategy = {};              ///< "none" if it is up to date; empty if there is no plan.
  std::vector<std::string> reasons = {};  ///< Of the plan; if there is a problem, of that.
  std::string problem = {};               ///< Why there is no plan, or why a deployment would be refused.
  bool first_deployment = false;
  bool answers = true;
};
/// Says that a deployment would be refused, or that there is no plan, and why.
void set_problem(PlanOfHost& plan, const Error& error);
struct PlanGroup {
  std::string title;  ///< "incremental", "full (first deployment)", "up to date", "cannot be reached: …".
  std::vector<std::string> hosts;
  std::vector<std::string> reasons;
};
/// Those that need most first, then those without a plan, those that are up to date last.
std::vector<PlanGroup> grouped(const std::vector<PlanOfHost>& plans);
/// "12 hosts: 10 incremental, 1 full (first deployment), 1 up to date"
std::string groups_text(const std::vector<PlanGroup>& groups);

}  // namespace slipway::deploy
