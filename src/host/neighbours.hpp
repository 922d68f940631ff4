#pragma once

#include "util/untrusted.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// A container on the host, of whichever project.
struct Neighbour {
  Untrusted name;
  Untrusted project;    ///< Empty if compose did not make it.
  Untrusted directory;  ///< Where its compose project was started from.
  Untrusted state;
  std::vector<unsigned> ports;  ///< TCP ports published on the host.
  bool host_network = false;    ///< It has the host's network: what it listens on is the host's port.
  std::vector<unsigned> udp_ports = {};
};

/// A port on which something listens.
struct Listener {
  std::string address;  ///< As the kernel writes it, in hexadecimal: "0100007F" is 127.0.0.1.
  unsigned port = 0;
};

/// The record `neighbours` of probe.sh: "name project directory state ports networks", between tabs.
std::vector<Neighbour> parse_neighbours(std::string_view text);
/// The records `listening` and `listening-udp` of probe.sh.
std::vector<Listener> parse_listening(std::string_view text);

}  // namespace slipway::host
