#pragma once

#include "deploy/run/run_plan.hpp"

#include <cstdint>
#include <string>

namespace slipway::deploy {

/// The services whose containers are to see their mounted files anew in this way, as words.
std::string services_to(classify::Refresh refresh, const RunPlan& run);

/// What has to be there of each service: "web", "web=2", "job=end" (it ends, and others wait for that),
/// "web=?" (a number that only the host knows). One without containers is not waited for.
std::string awaited_services(const RunPlan& run);

/// The jobs that run, a line for each with what it needs: "migrate : db=healthy cache".
std::string job_lines(const RunPlan& run);

/// The services that share another's namespace, each after those that it joins.
std::string joining_services(const RunPlan& run);

/// The order in which the services are started if Slipway waits between them: a line for each turn,
/// "db cache : db=healthy" says that db and cache are started, and that db has to be healthy before the next
/// turn. "migrate=end": it has to have ended well; what awaits that serves on meanwhile as it was before.
/// "api : db=healthy web : web=1=image": beside the containers of web that run, another one is started; once
/// what is awaited is well, the old ones are stopped (runner/beside.sh). Empty if compose starts them all:
/// where nobody awaits another's health, Docker looks at it as often as Slipway would, or only compose can do
/// what is asked (`restart: true`).
std::string starting_turns(const RunPlan& run);

/// If compose stops them one after the other.
std::uint64_t seconds_to_stop(const RunPlan& run);

}  // namespace slipway::deploy
