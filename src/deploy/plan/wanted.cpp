#include "deploy/plan/wanted.hpp"

#include "deploy/plan/secret_files.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace slipway::deploy {
namespace {

using Thing = Wanted::Thing;

void want(Wanted& wanted, const std::string& service, std::string what, const std::string& name) {
  const Thing thing{service, std::move(what), name};
  const bool known = std::any_of(wanted.things.begin(), wanted.things.end(),
                                 [&](const Thing& one) { return one.word() == thing.word(); });
  if (!known) {
    wanted.things.push_back(thing);
  }
}

/// Whether only the host can say if it is there.
bool is_up_to_host(const compose::SourcePath& path, const std::set<std::string>& brought) {
  return path.text.known() && path.place != compose::Place::unknown &&
         path.content == compose::Content::nothing && !brought.contains(path.path);
}

void want_files(Wanted& wanted, const compose::Service& service, const std::set<std::string>& brought) {
  for (const compose::EnvironmentFile& file : service.environment_files) {
    if (file.required && is_up_to_host(file.path, brought)) {
      want(wanted, service.name, "env_file", file.path.path);
    }
  }
  for (const compose::Mount& mount : service.mounts) {
    if (mount.must_exist && is_up_to_host(mount.source, brought)) {
      want(wanted, service.name, "bind source", mount.source.path);
    }
  }
  for (const compose::Text& device : service.devices) {
    const std::string path = device.value.substr(0, device.value.find(':'));
    if (device.known() && path.starts_with('/')) {
      want(wanted, service.name, "device", path);
    }
  }
}

/// "8000" or "8000-8005"; nothing for what is neither.
std::optional<std::pair<unsigned, unsigned>> port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = number_of<unsigned>(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number_of<unsigned>(text.substr(dash + 1));
  constexpr unsigned last_port = 65535;
  return first && last && *first != 0 && *first <= *last && *last <= last_port
             ? std::optional(std::pair(*first, *last))
             : std::nullopt;
}

void want_ports(Wanted& wanted, const compose::Service& service) {
  for (const compose::Port& port : service.ports) {
    if (!port.published.known() || !port.host_ip.known() || !port.target.known() || port.protocol == "sctp") {
      continue;
    }
    const auto published = port_range(port.published.value);
    const auto target = port_range(port.target.value);
    // Of a range for one port the engine takes what is free.
    if (!published || !target || published->second - published->first != target->second - target->first) {
      continue;
    }
    for (unsigned number = published->first; number <= published->second; ++number) {
      wanted.ports.push_back({service.name, number, port.host_ip.value, port.protocol == "udp"});
    }
  }
}

void want_named(Wanted& wanted, const compose::Service& service, const compose::Model& model) {
  for (const std::string& key : service.networks) {
    const auto network = model.networks.find(key);
    if (network != model.networks.end() && network->second.external &&
        network->second.external_name.known()) {
      want(wanted, service.name, "network", network->second.external_name.value);
    }
  }
  for (const compose::Mount& mount : service.mounts) {
    const auto volume = model.volumes.find(mount.volume);
    if (mount.kind == compose::Mount::Kind::volume && volume != model.volumes.end() &&
        volume->second.external && volume->second.external_name.known()) {
      want(wanted, service.name, "volume", volume->second.external_name.value);
    }
  }
}

}  // namespace

std::string Wanted::Thing::word() const {
  return (what == "network" || what == "volume" ? what : std::string("path")) + ":" + name;
}

std::vector<std::string> Wanted::words() const {
  std::vector<std::string> words;
  if (!things.empty()) {
    words = {"wants", std::to_string(things.size())};
    for (const Thing& thing : things) {
      words.push_back(thing.word());
    }
  }
  return words;
}

Wanted wanted_by(const compose::Model& model, const Application& application) {
  const std::set<std::string> brought = places_beside_git(application);
  Wanted wanted;
  for (const auto& [name, service] : model.services) {
    if (!service.active) {
      continue;
    }
    want_files(wanted, service, brought);
    want_ports(wanted, service);
    want_named(wanted, service, model);
    if (service.container_name.known() && !service.container_name.empty()) {
      wanted.container_names.push_back({name, service.container_name.value});
    }
    if (service.health_check && service.health_check->start_interval) {
      wanted.start_intervals.push_back(name);
    }
  }
  return wanted;
}

}  // namespace slipway::deploy
