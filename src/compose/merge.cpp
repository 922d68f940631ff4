#include "compose/merge.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace slipway::compose {
namespace {

Result<void> merge_members(Value& base, Value over, const std::string& path);

/// Whether the lists at this key of a service replace each other instead of being appended.
bool is_replaced(std::string_view path) {
  return path == "command" || path == "entrypoint" || path == "healthcheck.test";
}

/// Whether a member without value is more than nothing: a variable that is passed on, a label that is empty.
bool has_names_without_value(std::string_view path) {
  return path == "environment" || path == "labels" || path == "annotations" || path == "sysctls" ||
         path == "build.args" || path == "build.labels" || path == "deploy.labels";
}

bool loggers_differ(const Value& base, const Value& over) {
  const Value* one = base.find_set("driver");
  const Value* other = over.find_set("driver");
  return one != nullptr && other != nullptr && one->text.value != other->text.value;
}

/// `path` is relative to the service; outside of services it starts with a dot, so that no rule matches.
Result<void> merge_value(Value& base, Value over, const std::string& path) {
  if (over.merge == Value::Merge::replace || is_replaced(path)) {
    base = std::move(over);
    return {};
  }
  if (over.is_null()) {
    return {};
  }
  if (base.is_null()) {
    base = std::move(over);
    return {};
  }
  const bool is_limit = path.starts_with("ulimits.");
  if (is_limit && base.is_map() != over.is_map()) {
    base = std::move(over);
    return {};
  }
  if (base.is_map() != over.is_map() || (base.is_list() && !over.is_list())) {
    return refuse(over, fmt::format("`{}` has different forms in two files", path),
                  fmt::format("{}, but {} in {}", it_is(over), base.describe(), base.where()),
                  "use the same form in both files, or `!override` to replace the first one");
  }
  if (base.is_map()) {
    if (path == "logging" && loggers_differ(base, over)) {
      base = std::move(over);
      return {};
    }
    return merge_members(base, std::move(over), path);
  }
  if (over.is_list() && base.is_list()) {
    std::move(over.items.begin(), over.items.end(), std::back_inserter(base.items));
    return {};
  }
  base = std::move(over);
  return {};
}

Result<void> merge_members(Value& base, Value over, const std::string& path) {
  for (auto& member : over.members) {
    Value* existing = base.find(member.name);
    if (member.value.merge == Value::Merge::reset) {
      base.erase(member.name);
    } else if (existing == nullptr || member.name.starts_with("x-") || has_names_without_value(path)) {
      base.set(member.name, std::move(member.value));
    } else {
      const std::string below = path.empty() ? member.name : fmt::format("{}.{}", path, member.name);
      SLIPWAY_TRY(merge_value(*existing, std::move(member.value), below));
    }
  }
  return {};
}

std::string member_text(const Value& map, std::string_view name, std::string_view otherwise = {}) {
  const Value* value = map.find_set(name);
  return value != nullptr ? value->text.value : std::string(otherwise);
}

std::string before_equals(const Value& item) {
  return item.is_map() ? canonical_text(item) : item.text.value.substr(0, item.text.value.find('='));
}

std::string by_target(const Value& item) {
  return member_text(item, "target");
}
std::string by_path(const Value& item) {
  return member_text(item, "path");
}

std::string by_mount(const Value& item) {
  return member_text(item, "target", fmt::format("/{}", member_text(item, "source")));
}

std::string by_port(const Value& item) {
  return fmt::format("{}:{}:{}/{}", member_text(item, "host_ip", "0.0.0.0"), member_text(item, "published"),
                     member_text(item, "target"), member_text(item, "protocol", "tcp"));
}

std::string by_device(const Value& item) {
  if (item.is_map()) {
    return by_target(item);
  }
  const std::string& text = item.text.value;
  const auto colon = text.find(':');
  const auto end = colon == std::string::npos ? colon : text.find(':', colon + 1);
  return colon == std::string::npos ? text : text.substr(colon + 1, end - colon - 1);
}

struct Identity {
  std::string_view key;
  std::string (*of)(const Value&);
};

/// compose-go's `unique` table, without the keys that are maps in canonical form.
constexpr std::array identities = {
    Identity{"cap_add", before_equals},
    Identity{"cap_drop", before_equals},
    Identity{"configs", by_mount},
    Identity{"devices", by_device},
    Identity{"dns", before_equals},
    Identity{"dns_opt", before_equals},
    Identity{"dns_search", before_equals},
    Identity{"env_file", by_path},
    Identity{"expose", before_equals},
    Identity{"links", before_equals},
    Identity{"ports", by_port},
    Identity{"profiles", before_equals},
    Identity{"secrets", by_mount},
    Identity{"tmpfs", before_equals},
    Identity{"volumes", by_target},
};

/// The later item takes the place of the earlier one.
void keep_last(Value& list, std::string (*identity)(const Value&)) {
  std::map<std::string, std::size_t> places;
  std::vector<Value> kept;
  for (auto& item : list.items) {
    const auto [place, is_new] = places.emplace(identity(item), kept.size());
    if (is_new) {
      kept.push_back(std::move(item));
    } else {
      kept[place->second] = std::move(item);
    }
  }
  list.items = std::move(kept);
}

void drop_resets(Value& value) {
  std::erase_if(value.members,
                [](const Member& member) { return member.value.merge == Value::Merge::reset; });
  for (auto& member : value.members) {
    drop_resets(member.value);
  }
  for (auto& item : value.items) {
    drop_resets(item);
  }
}

}  // namespace

Result<void> merge_service(Value& base, Value over) {
  return merge_members(base, std::move(over), {});
}

Result<void> merge_documents(Value& base, Value over) {
  for (auto& member : over.members) {
    Value* existing = base.find(member.name);
    if (member.value.merge == Value::Merge::reset) {
      base.erase(member.name);
    } else if (existing == nullptr || existing->is_null() || member.name.starts_with("x-")) {
      base.set(member.name, std::move(member.value));
    } else if (member.name != "services" || member.value.merge == Value::Merge::replace ||
               !member.value.is_map()) {
      SLIPWAY_TRY(merge_value(*existing, std::move(member.value), "." + member.name));
    } else {
      for (auto& service : member.value.members) {
        Value* same = existing->find(service.name);
        if (service.value.merge == Value::Merge::reset) {
          existing->erase(service.name);
        } else if (same == nullptr || service.value.merge == Value::Merge::replace) {
          existing->set(service.name, std::move(service.value));
        } else {
          SLIPWAY_TRY(merge_service(*same, std::move(service.value)));
        }
      }
    }
  }
  return {};
}

void settle_service(Value& service) {
  drop_resets(service);
  for (const auto& identity : identities) {
    if (Value* list = service.find(identity.key); list != nullptr && list->is_list()) {
      keep_last(*list, identity.of);
    }
  }
}

void settle(Value& document) {
  drop_resets(document);
  if (Value* services = document.find("services")) {
    for (auto& service : services->members) {
      settle_service(service.value);
    }
  }
}

}  // namespace slipway::compose
