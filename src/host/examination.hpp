#pragma once

#include "host/neighbours.hpp"
#include "util/untrusted.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// A container of the deployment that has a problem.
struct UnhealthyContainer {
  Untrusted service;
  Untrusted state;
  int exit_code = 0;
  bool out_of_memory = false;
  Untrusted health;
  Untrusted error;     ///< Docker's own, if it could not start it.
  Untrusted last_log;  ///< Its last lines.
};

struct Device {
  Untrusted path;
  bool exists = false;
  Untrusted group;
};

/// What doctor.sh found. Everything in it comes from the host.
struct Examination {
  std::vector<Untrusted> groups;  ///< Of the account.
  Untrusted zone;                 ///< "+0100"
  std::optional<bool> clock_synchronised;
  Untrusted path;
  Untrusted kernel_options_file;  ///< Where a Raspberry Pi has them.
  std::vector<Untrusted> controllers;
  std::optional<bool> memory_limits;  ///< Whether the engine can limit, and so count, memory.
  Untrusted storage_driver;
  Untrusted logging_driver;
  std::vector<Neighbour> neighbours;
  std::size_t dangling_images = 0;
  Untrusted builder_settings;  ///< The engine's daemon.json from the member `builder` on; empty: it has none.
  std::vector<UnhealthyContainer> unhealthy;
  std::vector<unsigned> listening;  ///< TCP ports.
  std::vector<Device> devices;
  Untrusted journal_owner;
  Untrusted boot_problem;  ///< Which part of RECOVER_AT_BOOT is missing; empty if none is.
};

/// Reads what doctor.sh printed. What is missing or odd stays empty.
Examination parse_examination(std::string_view output);

}  // namespace slipway::host
