#include "deploy/remote/swarm.hpp"
#include "host/examination.hpp"
#include "host/host_health.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// The input is what a host answers to the scripts of `doctor`, `status` and a swarm. Whatever it says, it is
// read; numbers are numbers, and what has no name is left out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view output(reinterpret_cast<const char*>(data), size);
  const slipway::host::Examination examination = slipway::host::parse_examination(output);
  const slipway::host::HostHealth health = slipway::host::parse_host_health(output);
  const slipway::deploy::SwarmState swarm = slipway::deploy::parse_swarm(output);
  const bool nameless =
      std::any_of(examination.unhealthy.begin(), examination.unhealthy.end(),
                  [](const auto& container) { return container.service.empty() || container.state.empty(); });
  if (nameless || (health.celsius && !std::isfinite(*health.celsius)) ||
      swarm.managers() > swarm.nodes.size()) {
    std::abort();
  }
  return 0;
}
