#include "deploy/plan/start_order.hpp"

#include "util/text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace slipway::deploy {
namespace {

using classify::StartOrder;
using Why = StartOrder::Why;

bool has_key(const compose::Service& service, const char* key) {
  return service.definition.contains(key);
}

/// The canonical text of a key of the service; empty if it is not set.
std::string_view text_of(const compose::Service& service, const char* key) {
  const auto found = service.definition.find(key);
  return found == service.definition.end() ? std::string_view{} : std::string_view(found->second);
}

bool says(const compose::Service& service, const char* key, std::string_view text) {
  return text_of(service, key).find(text) != std::string_view::npos;
}

/// What a container can write to that the next one would write to as well. A file of the commit is no data,
/// and a socket is made for several.
std::optional<std::string> written_by(const compose::Service& service) {
  for (const compose::Mount& mount : service.mounts) {
    const bool is_bind = mount.kind == compose::Mount::Kind::bind;
    const bool is_of_commit = is_bind && mount.source.is_inside() && mount.is_single_file();
    const bool is_socket = is_bind && mount.source.text.value.ends_with(".sock");
    if (mount.read_only || mount.kind == compose::Mount::Kind::other || is_of_commit || is_socket) {
      continue;
    }
    return is_bind ? mount.source.text.value : mount.volume.empty() ? mount.target.value : mount.volume;
  }
  return {};
}

/// What there can be only one of, or what only compose can do.
StartOrder exclusive_part(const compose::Model& model, const compose::Service& service) {
  for (const compose::Port& port : service.ports) {
    if (!port.published.empty() && port.published.value != "0") {
      return {Why::published_port, port.published.value};
    }
  }
  if (!service.devices.empty()) {
    const std::string& device = service.devices.front().value;
    return {Why::device, device.substr(0, device.find(':'))};
  }
  if (service.privileged) {
    return {Why::privileged};
  }
  if (!service.container_name.empty()) {
    return {Why::container_name, service.container_name.value};
  }
  if (!service.joins.empty()) {
    return {Why::shared_namespace, *service.joins.begin()};
  }
  for (const char* key : {"network_mode", "pid", "ipc", "uts", "userns_mode"}) {
    const std::string_view space = text_of(service, key);
    if (space == "\"host\"" || space.starts_with("\"container:")) {
      return {Why::host_namespace, key};
    }
  }
  for (const auto& [name, other] : model.services) {
    const auto& from = other.volumes_from;
    if (other.joins.contains(service.name) ||
        std::find(from.begin(), from.end(), service.name) != from.end()) {
      return {Why::shared_namespace, name};
    }
    if (std::any_of(other.depends_on.begin(), other.depends_on.end(),
                    [](const auto& dependency) { return dependency.second.restart; })) {
      return {Why::restarts_others, name};
    }
    const auto dependency = other.depends_on.find(service.name);
    if (dependency != other.depends_on.end() &&
        dependency->second.condition == "service_completed_successfully") {
      return {Why::awaited, name};
    }
  }
  if (!service.volumes_from.empty()) {
    return {Why::shared_namespace, service.volumes_from.front()};
  }
  if (const auto place = written_by(service)) {
    return {Why::writable, *place};
  }
  if (says(service, "networks", "\"ipv4_address\":") || says(service, "networks", "\"ipv6_address\":") ||
      says(service, "networks", "\"mac_address\":") || has_key(service, "mac_address")) {
    return {Why::address};
  }
  if (has_key(service, "pre_stop")) {
    return {Why::hook};
  }
  if (!service.containers || *service.containers == 0) {
    return {Why::count_unknown};
  }
  return {};
}

/// Labels and variables by which proxies find what they pass requests on to.
bool is_behind_a_proxy(const compose::Service& service) {
  return says(service, "labels", "traefik.") || says(service, "labels", "caddy") ||
         service.environment.contains("VIRTUAL_HOST");
}

}  // namespace

UpdateOrder update_order_of(const std::string& name) {
  return name == "stop-first"    ? UpdateOrder::stop_first
         : name == "start-first" ? UpdateOrder::start_first
                                 : UpdateOrder::automatic;
}

StartOrder start_order(const compose::Model& model, const std::string& name, UpdateOrder asked,
                       const std::optional<std::set<std::string>>& exposing) {
  const compose::Service& service = model.services.at(name);
  if (service.update_order == "stop-first") {
    return {Why::asked, "deploy.update_config.order"};
  }
  const bool is_asked_by_service = service.update_order == "start-first";
  if (asked == UpdateOrder::stop_first && !is_asked_by_service) {
    return {Why::asked, "UPDATE_ORDER"};
  }
  StartOrder exclusive = exclusive_part(model, service);
  if (exclusive.why != Why::none) {
    return exclusive;
  }
  const bool is_asked = asked == UpdateOrder::start_first || is_asked_by_service;
  const bool has_ports = has_key(service, "expose") && text_of(service, "expose") != "[]";
  if (is_asked || has_ports || is_behind_a_proxy(service) || (exposing && exposing->contains(name))) {
    return {Why::nothing_exclusive};
  }
  if (!exposing) {
    return {Why::nothing_exclusive, {}, true};
  }
  return {Why::not_reached};
}

}  // namespace slipway::deploy
