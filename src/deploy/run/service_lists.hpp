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

/// The services that share another's namespace, each after those that it joins.
std::string joining_services(const RunPlan& run);

/// If compose stops them one after the other.
std::uint64_t seconds_to_stop(const RunPlan& run);

}  // namespace slipway::deploy
