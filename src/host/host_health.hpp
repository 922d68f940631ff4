#pragma once

#include "util/untrusted.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// The resource use of a container of the deployment, and since when it runs.
struct ContainerUsage {
  Untrusted service;
  Untrusted name;
  Untrusted started;  ///< ISO 8601, as Docker writes it; Docker's zero time if it never ran.
  std::optional<std::uint64_t> memory_bytes;  ///< Without file cache, as `docker stats` counts.
  std::uint64_t memory_limit_bytes = 0;       ///< 0: none
  std::vector<Untrusted> ports;               ///< "0.0.0.0:8080->80/tcp"
};

/// A row of `docker system df`.
struct DockerDisk {
  Untrusted type;  ///< "Images", "Containers", "Local Volumes", "Build Cache"
  std::uint64_t count = 0;
  std::uint64_t active = 0;
  std::uint64_t bytes = 0;
  std::uint64_t reclaimable_bytes = 0;
};

/// What a Raspberry Pi's firmware says about its own speed (bits of get_throttled).
struct Throttling {
  bool under_voltage = false;
  bool slowed = false;  ///< Frequency capped, throttled, or at the soft temperature limit.
  bool under_voltage_before = false;
  bool slowed_before = false;  ///< Both since the machine was started.
};

/// What status.sh found. Everything in it comes from the host.
struct HostHealth {
  std::vector<ContainerUsage> containers;
  std::vector<DockerDisk> docker_disk;
  bool docker_disk_late = false;  ///< Docker did not count within its time.
  std::optional<std::uint64_t> disk_bytes;
  std::optional<std::uint64_t> docker_disk_bytes;
  std::optional<std::int64_t> time;  ///< The host's clock, seconds since 1970.
  std::optional<unsigned> processors;
  Untrusted load;  ///< "0.10 0.20 0.30": over 1, 5 and 15 minutes
  std::optional<std::uint64_t> uptime_seconds;
  std::optional<std::uint64_t> swap_bytes;
  std::optional<std::uint64_t> swap_free_bytes;
  std::optional<double> celsius;
  std::optional<Throttling> throttling;
};

/// Reads what status.sh printed. What is missing or odd stays empty.
HostHealth parse_host_health(std::string_view output);

/// "1.234GB" as docker writes sizes; nothing for other text.
std::optional<std::uint64_t> docker_size(std::string_view text);

}  // namespace slipway::host
