#include "host/neighbours.hpp"

#include "util/text.hpp"

#include <algorithm>

namespace slipway::host {
namespace {

void add_port(std::vector<unsigned>& ports, unsigned port) {
  if (std::find(ports.begin(), ports.end(), port) == ports.end()) {
    ports.push_back(port);
  }
}

/// "0.0.0.0:8080->80/tcp, :::8080->80/tcp, 9000/tcp", with ranges as "8000-8002->…". Those of one protocol.
std::vector<unsigned> published_ports(std::string_view text, std::string_view protocol) {
  constexpr unsigned longest_range = 1000;
  std::vector<unsigned> ports;
  for (const std::string& part : split(text, ',')) {
    const std::size_t arrow = part.find("->");
    if (arrow == std::string::npos || !trim(part).ends_with(protocol)) {
      continue;
    }
    const std::string_view host = std::string_view(part).substr(0, arrow);
    const std::string_view range = host.substr(host.rfind(':') + 1);
    const std::size_t dash = range.find('-');
    const auto first = number_of<unsigned>(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number_of<unsigned>(range.substr(dash + 1));
    for (unsigned port = first.value_or(1); first && last && port <= *last && port - *first < longest_range;
         ++port) {
      add_port(ports, port);
    }
  }
  return ports;
}

}  // namespace

std::vector<Neighbour> parse_neighbours(std::string_view text) {
  std::vector<Neighbour> neighbours;
  for (const std::string& line : split(text, '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() >= 4) {
      const std::string published = cells.size() > 4 ? cells[4] : std::string{};
      neighbours.push_back({cells[0], cells[1], cells[2], cells[3], published_ports(published, "/tcp"),
                            cells.size() > 5 && cells[5] == "host", published_ports(published, "/udp")});
    }
  }
  return neighbours;
}

std::vector<Listener> parse_listening(std::string_view text) {
  std::vector<Listener> listeners;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t colon = line.rfind(':');
    if (const auto port = number_of<unsigned>(std::string_view(line).substr(colon + 1), 16)) {
      listeners.push_back({colon == std::string::npos ? std::string{} : line.substr(0, colon), *port});
    }
  }
  return listeners;
}

}  // namespace slipway::host
