#include "host/host_health.hpp"

#include "host/records.hpp"
#include "util/text.hpp"

#include <cmath>

namespace slipway::host {
namespace {

std::vector<ContainerUsage> parse_container_usage(std::string_view text) {
  std::vector<ContainerUsage> containers;
  for (const std::string& line : split(text, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 6 || words[1] == "True") {
      continue;
    }
    ContainerUsage& container = containers.emplace_back();
    container.service = words[0];
    container.name = words[2];
    container.started = words[3];
    container.memory_limit_bytes = number_of<std::uint64_t>(words[4]).value_or(0);
    container.memory_bytes = number_of<std::uint64_t>(words[5]);
    container.ports.assign(words.begin() + 6, words.end());
  }
  return containers;
}

std::vector<DockerDisk> parse_docker_disk(std::string_view text) {
  std::vector<DockerDisk> rows;
  for (const std::string& line : split(text, '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() == 5) {
      rows.push_back({cells[0], number_of<std::uint64_t>(cells[1]).value_or(0),
                      number_of<std::uint64_t>(cells[2]).value_or(0), docker_size(cells[3]).value_or(0),
                      docker_size(cells[4].substr(0, cells[4].find(' '))).value_or(0)});
    }
  }
  return rows;
}

Throttling parse_throttling(std::uint32_t bits) {
  constexpr std::uint32_t slow = 0xE;
  return {(bits & 1U) != 0, (bits & slow) != 0, (bits >> 16U & 1U) != 0, (bits >> 16U & slow) != 0};
}

void read_health(HostHealth& health, std::string_view key, const std::string& value) {
  if (key == "container-usage") {
    health.containers = parse_container_usage(value);
  } else if (key == "docker-disk") {
    health.docker_disk = parse_docker_disk(value);
    health.docker_disk_late = value == "late";
  } else if (key == "disk-size") {
    health.disk_bytes = kibibytes(value);
  } else if (key == "docker-disk-size") {
    health.docker_disk_bytes = kibibytes(value);
  } else if (key == "time") {
    health.time = number_of<std::int64_t>(value);
  } else if (key == "processors") {
    health.processors = number_of<unsigned>(value);
  } else if (key == "load") {
    health.load = value;
  } else if (key == "uptime") {
    health.uptime_seconds = number_of<std::uint64_t>(value);
  } else if (key == "swap") {
    if (const auto words = split(value, ' '); words.size() == 2) {
      health.swap_bytes = kibibytes(words[0]);
      health.swap_free_bytes = kibibytes(words[1]);
    }
  } else if (key == "temperature") {
    // The kernel counts in thousandths of a degree.
    if (const auto value_of_sensor = number_of<std::int64_t>(value)) {
      health.celsius = static_cast<double>(*value_of_sensor) / 1000;
    }
  } else if (key == "throttled") {
    if (const auto bits = number_of<std::uint32_t>(trim(value), 16)) {
      health.throttling = parse_throttling(*bits);
    }
  }
}

}  // namespace

std::optional<std::uint64_t> docker_size(std::string_view text) {
  const std::size_t unit_at = text.find_first_not_of("0123456789.");
  if (unit_at == 0 || unit_at == std::string_view::npos) {
    return {};
  }
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + unit_at, value);
  if (result.ec != std::errc{} || result.ptr != text.data() + unit_at) {
    return {};
  }
  const std::string_view unit = text.substr(unit_at);
  for (const std::string_view known : {"B", "kB", "MB", "GB", "TB", "PB"}) {
    if (unit == known) {
      return static_cast<std::uint64_t>(std::llround(value));
    }
    value *= 1000;
  }
  return {};
}

HostHealth parse_host_health(std::string_view output) {
  HostHealth health;
  read_records(output,
               [&](std::string_view key, const std::string& value) { read_health(health, key, value); });
  return health;
}

}  // namespace slipway::host
