#include "host/examination.hpp"

#include "host/records.hpp"
#include "util/text.hpp"

#include <algorithm>

namespace slipway::host {
namespace {

void add(std::vector<unsigned>& ports, unsigned port) {
  if (std::find(ports.begin(), ports.end(), port) == ports.end()) {
    ports.push_back(port);
  }
}

/// "0.0.0.0:8080->80/tcp, :::8080->80/tcp, 9000/tcp", with ranges as "8000-8002->…".
std::vector<unsigned> published_ports(std::string_view text) {
  constexpr unsigned longest_range = 1000;
  std::vector<unsigned> ports;
  for (const std::string& part : split(text, ',')) {
    const std::size_t arrow = part.find("->");
    if (arrow == std::string::npos) {
      continue;
    }
    const std::string_view host = std::string_view(part).substr(0, arrow);
    const std::string_view range = host.substr(host.rfind(':') + 1);
    const std::size_t dash = range.find('-');
    const auto first = number_of<unsigned>(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number_of<unsigned>(range.substr(dash + 1));
    for (unsigned port = first.value_or(1); first && last && port <= *last && port - *first < longest_range;
         ++port) {
      add(ports, port);
    }
  }
  return ports;
}

std::vector<Neighbour> parse_neighbours(std::string_view text) {
  std::vector<Neighbour> neighbours;
  for (const std::string& line : split(text, '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() >= 4) {
      neighbours.push_back({cells[0], cells[1], cells[2], cells[3],
                            cells.size() > 4 ? published_ports(cells[4]) : std::vector<unsigned>{}});
    }
  }
  return neighbours;
}

std::optional<Ailing> parse_ailing(const std::string& text) {
  const std::size_t end = text.find('\n');
  auto words = split(text.substr(0, end), ' ');
  if (words.size() < 5) {
    return {};
  }
  Ailing ailing{words[0],
                words[1],
                number_of<int>(words[2]).value_or(0),
                words[3] == "true",
                words[4] == "-" ? std::string{} : words[4],
                {},
                {}};
  words.erase(words.begin(), words.begin() + 5);
  ailing.error = join(words, " ");
  ailing.last_log = end == std::string::npos ? std::string{} : std::string(trim(text.substr(end + 1)));
  return ailing;
}

/// "0100007F:1F90": what is behind the last colon is the port.
std::vector<unsigned> parse_listening(std::string_view text) {
  std::vector<unsigned> ports;
  for (const std::string& line : split(text, '\n')) {
    if (const auto port = number_of<unsigned>(std::string_view(line).substr(line.rfind(':') + 1), 16)) {
      add(ports, *port);
    }
  }
  return ports;
}

void read_finding(Examination& found, std::string_view key, const std::string& value) {
  const auto words = split(value, ' ');
  if (key == "groups") {
    found.groups = words;
  } else if (key == "zone") {
    found.zone = value;
  } else if (key == "clock-synchronised") {
    found.clock_synchronised = value.empty() ? std::nullopt : std::optional(value == "yes");
  } else if (key == "path") {
    found.path = value;
  } else if (key == "kernel-options-file") {
    found.kernel_options_file = value;
  } else if (key == "controllers") {
    found.controllers = words;
  } else if (key == "docker-info" && words.size() >= 5) {
    found.memory_limits = words[0] == "true";
    found.storage_driver = words[3];
    found.logging_driver = words[4];
  } else if (key == "neighbours") {
    found.neighbours = parse_neighbours(value);
  } else if (key == "dangling-images") {
    found.dangling_images = number_of<std::size_t>(trim(value)).value_or(0);
  } else if (key == "builder-settings") {
    found.builder_settings = value;
  } else if (key == "ailing") {
    if (auto ailing = parse_ailing(value)) {
      found.ailing.push_back(std::move(*ailing));
    }
  } else if (key == "listening") {
    found.listening = parse_listening(value);
  } else if (key == "device" && words.size() >= 3) {
    // A path may have spaces in it; the last two words are ours.
    const std::size_t last = value.rfind(' ');
    const std::size_t before = value.rfind(' ', last - 1);
    found.devices.push_back({value.substr(0, before), value.substr(before + 1, last - before - 1) == "yes",
                             value.substr(last + 1)});
  } else if (key == "journal-owner") {
    found.journal_owner = value;
  }
}

}  // namespace

Examination parse_examination(std::string_view output) {
  Examination found;
  read_records(output,
               [&](std::string_view key, const std::string& value) { read_finding(found, key, value); });
  return found;
}

}  // namespace slipway::host
