#include "host/examination.hpp"

#include "host/records.hpp"
#include "util/text.hpp"

namespace slipway::host {
namespace {

std::optional<UnhealthyContainer> parse_unhealthy(const std::string& text) {
  const std::size_t end = text.find('\n');
  auto words = split(text.substr(0, end), ' ');
  if (words.size() < 5 || words[0].empty() || words[1].empty()) {
    return {};
  }
  UnhealthyContainer container{words[0],
                               words[1],
                               number_of<int>(words[2]).value_or(0),
                               words[3] == "true",
                               words[4] == "-" ? std::string{} : words[4],
                               {},
                               {}};
  words.erase(words.begin(), words.begin() + 5);
  container.error = trim(join(words, " "));
  container.last_log = end == std::string::npos ? std::string{} : std::string(trim(text.substr(end + 1)));
  return container;
}

void read_finding(Examination& found, std::string_view key, const std::string& value) {
  const auto words = split(value, ' ');
  if (key == "groups") {
    found.groups = {words.begin(), words.end()};
  } else if (key == "zone") {
    found.zone = value;
  } else if (key == "clock-synchronised") {
    found.clock_synchronised = value.empty() ? std::nullopt : std::optional(value == "yes");
  } else if (key == "path") {
    found.path = value;
  } else if (key == "kernel-options-file") {
    found.kernel_options_file = value;
  } else if (key == "controllers") {
    found.controllers = {words.begin(), words.end()};
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
  } else if (key == "unhealthy") {
    if (auto container = parse_unhealthy(value)) {
      found.unhealthy.push_back(std::move(*container));
    }
  } else if (key == "listening") {
    for (const Listener& listener : parse_listening(value)) {
      found.listening.push_back(listener.port);
    }
  } else if (key == "device" && words.size() >= 3) {
    // A path may have spaces in it; the last two words are ours.
    const std::size_t last = value.rfind(' ');
    const std::size_t before = value.rfind(' ', last - 1);
    found.devices.push_back({value.substr(0, before), value.substr(before + 1, last - before - 1) == "yes",
                             value.substr(last + 1)});
  } else if (key == "boot-problem") {
    found.boot_problem = value;
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
