#include "swarm/placement.hpp"

#include "util/text.hpp"

#include <algorithm>

namespace slipway::swarm {
namespace {

using compose::Value;

const Value* below(const compose::Model& model, std::initializer_list<std::string_view> path) {
  const Value* value = model.document.get();
  for (const std::string_view name : path) {
    value = value == nullptr || !value->is_map() ? nullptr : value->find_set(name);
  }
  return value;
}

/// What `node.hostname == x` demands of `node.hostname`; empty if the constraint is about something else.
std::string demanded(std::string_view constraint, std::string_view of) {
  const std::size_t equals = constraint.find("==");
  if (equals == std::string_view::npos || trim(constraint.substr(0, equals)) != of) {
    return {};
  }
  return std::string(trim(constraint.substr(equals + 2)));
}

}  // namespace

std::vector<std::string> constraints_of(const compose::Model& model, const std::string& service) {
  std::vector<std::string> constraints;
  const Value* list = below(model, {"services", service, "deploy", "placement", "constraints"});
  if (list != nullptr && list->is_list()) {
    for (const Value& item : list->items) {
      constraints.push_back(item.text.value);
    }
  }
  return constraints;
}

std::string demanded_hostname(const std::vector<std::string>& constraints) {
  for (const std::string& constraint : constraints) {
    if (std::string name = demanded(constraint, "node.hostname"); !name.empty()) {
      return name;
    }
  }
  return {};
}

bool is_pinned(const compose::Model& model, const std::string& service) {
  const std::vector<std::string> constraints = constraints_of(model, service);
  return std::any_of(constraints.begin(), constraints.end(), [](const std::string& constraint) {
    const std::string_view key = trim(std::string_view(constraint).substr(0, constraint.find("==")));
    return constraint.find("==") != std::string::npos &&
           (key == "node.hostname" || key == "node.id" || key.starts_with("node.labels."));
  });
}

bool runs_on_every_node(const compose::Model& model, const std::string& service) {
  const Value* mode = below(model, {"services", service, "deploy", "mode"});
  return mode != nullptr && mode->text.value == "global";
}

bool is_shared_volume(const compose::Model& model, const std::string& volume) {
  const auto found = model.volumes.find(volume);
  if (found != model.volumes.end() && found->second.external) {
    return true;
  }
  const Value* driver = below(model, {"volumes", volume, "driver"});
  return (driver != nullptr && driver->text.value != "local") ||
         below(model, {"volumes", volume, "driver_opts"}) != nullptr;
}

}  // namespace slipway::swarm
