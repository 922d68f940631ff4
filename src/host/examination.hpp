#pragma once

#include "host/neighbours.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// A container of the deployment that has a problem.
struct UnhealthyContainer {
  std::string service;
  std::string state;
  int exit_code = 0;
  bool out_of_memory = false;
  std::string health;
  std::string error;     ///< Docker's own, if it could not start it.
  std::string last_log;  ///< Its last lines.
};

struct Device {
  std::string path;
  bool exists = false;
  std::string group;
};

/// What doctor.sh found. Everything in it comes from the host: filter texts before they are shown on a
/// terminal.
struct Examination {
  std::vector<std::string> groups;  ///< Of the account.
  std::string zone;                 ///< "+0100"
  std::optional<bool> clock_synchronised;
  std::string path;
  std::string kernel_options_file;  ///< Where a Raspberry Pi has them.
  std::vector<std::string> controllers;
  std::optional<bool> memory_limits;  ///< Whether the engine can limit, and so count, memory.
  std::string storage_driver;
  std::string logging_driver;
  std::vector<Neighbour> neighbours;
  std::size_t dangling_images = 0;
  std::string
      builder_settings;  ///< The engine's daemon.json from the member `builder` on; empty: it has none.
  std::vector<UnhealthyContainer> unhealthy;
  std::vector<unsigned> listening;  ///< TCP ports.
  std::vector<Device> devices;
  std::string journal_owner;
  std::string boot_problem;  ///< Which part of RECOVER_AT_BOOT is missing; empty if none is.
};

/// Reads what doctor.sh printed. What is missing or odd stays empty.
Examination parse_examination(std::string_view output);

}  // namespace slipway::host
