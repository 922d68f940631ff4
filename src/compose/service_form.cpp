#include "compose/service_form.hpp"

#include <charconv>
#include <cmath>

namespace slipway::compose {
namespace {

/// Nothing where it hangs on a variable: compose on the host may know another value.
std::optional<std::uint64_t> known_number(const Text& text) {
  std::uint64_t number = 0;
  const char* const end = text.value.data() + text.value.size();
  const auto result = std::from_chars(text.value.data(), end, number);
  const bool is_number =
      result.ec == std::errc{} && result.ptr == end && text.known() && text.assumed.empty();
  return is_number ? std::optional(number) : std::nullopt;
}

Result<std::optional<std::uint64_t>> container_count(const Fields& fields, std::string& two_counts) {
  if (fields.find("provider") != nullptr) {
    return std::optional<std::uint64_t>(0);
  }
  SLIPWAY_TRY_ASSIGN(const Text scale, fields.text("scale"));
  Text replicas;
  const Value* deploy = fields.find("deploy");
  if (deploy != nullptr && deploy->is_map()) {
    SLIPWAY_TRY_ASSIGN(replicas, fields.below("deploy").text("replicas"));
  }
  const auto first = known_number(scale);
  const auto second = known_number(replicas);
  if (first && second && *first != *second) {
    two_counts = "`" + scale.value + "` and `" + replicas.value + "`";
  }
  const Text& count = scale.empty() ? replicas : scale;
  return count.empty() ? std::optional<std::uint64_t>(1) : known_number(count);
}

}  // namespace

std::optional<std::uint64_t> seconds_of(std::string_view duration) {
  double seconds = 0;
  if (duration.empty()) {
    return {};
  }
  while (!duration.empty()) {
    double value = 0;
    const auto number = std::from_chars(duration.data(), duration.data() + duration.size(), value);
    if (number.ec != std::errc{} || value < 0) {
      return {};
    }
    duration.remove_prefix(static_cast<std::size_t>(number.ptr - duration.data()));
    constexpr std::pair<std::string_view, double> units[] = {
        {"ms", 1e-3}, {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9}, {"h", 3600}, {"m", 60}, {"s", 1}};
    bool is_unit = false;
    for (const auto& [unit, length] : units) {
      if (duration.starts_with(unit)) {
        seconds += value * length;
        duration.remove_prefix(unit.size());
        is_unit = true;
        break;
      }
    }
    if (!is_unit) {
      return {};
    }
  }
  return seconds < 1e9 ? std::optional(static_cast<std::uint64_t>(std::ceil(seconds))) : std::nullopt;
}

Result<void> read_form(Service& service, const Fields& fields) {
  SLIPWAY_TRY_ASSIGN(service.containers, container_count(fields, service.two_counts));
  for (const char* space : {"network_mode", "ipc", "pid"}) {
    constexpr std::string_view prefix = "service:";
    constexpr std::string_view of_container = "container:";
    SLIPWAY_TRY_ASSIGN(const Text text, fields.text(space));
    if (text.value.starts_with(prefix)) {
      service.joins.insert(text.value.substr(prefix.size()));
    } else if (text.value.starts_with(of_container)) {
      service.joined_containers.insert(text.value.substr(of_container.size()));
    }
  }
  const Value* deploy = fields.find("deploy");
  const Value* update = deploy != nullptr && deploy->is_map() ? deploy->find_set("update_config") : nullptr;
  const Value* order = update != nullptr && update->is_map() ? update->find_set("order") : nullptr;
  if (order != nullptr && order->text.known()) {
    service.update_order = order->text.value;
  }
  SLIPWAY_TRY_ASSIGN(const Text grace, fields.text("stop_grace_period"));
  service.stop_seconds = seconds_of(grace.value).value_or(service.stop_seconds);
  return {};
}

std::vector<std::string> built_image_names(const Service& service) {
  if (!service.build || (service.image && !service.image->known())) {
    return {};
  }
  return service.image ? std::vector<std::string>{service.image->value}
                       : std::vector<std::string>{service.default_image_v2, service.default_image_v1};
}

}  // namespace slipway::compose
