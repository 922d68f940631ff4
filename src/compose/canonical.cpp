#include "compose/canonical.hpp"

#include "compose/canonical_forms.hpp"
#include "compose/problem.hpp"
#include "compose/short_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::compose {
namespace {

using Transform = Result<void> (*)(const Field&);

Result<void> sources(const Field& field) {
  return items_to_maps(field, "source");
}

Result<void> environment_files(const Field& field) {
  SLIPWAY_TRY(string_to_list(field));
  return items_to_maps(field, "path");
}

Result<void> volumes(const Field& field) {
  SLIPWAY_TRY(list_only(field));
  for (auto& item : field.value->items) {
    if (item.is_scalar()) {
      SLIPWAY_TRY_ASSIGN(item, expand_volume(item));
    } else if (!item.is_map()) {
      return field.wrong_item(item, "a list of strings or mappings");
    } else if (Value* target = item.find("target"); target == nullptr || !target->is_scalar()) {
      return refuse(item, fmt::format("a volume in `{}` has no `target`", field.path), "it is missing here");
    } else {
      target->text.value = clean_target(target->text.value);
    }
  }
  return {};
}

Result<void> ports(const Field& field) {
  SLIPWAY_TRY(list_only(field));
  for (auto& item : field.value->items) {
    if (item.is_scalar()) {
      SLIPWAY_TRY_ASSIGN(item, expand_port(item));
    } else if (!item.is_map()) {
      return field.wrong_item(item, "a list of ports or mappings");
    } else if (item.find_set("target") == nullptr) {
      return refuse(item, fmt::format("a port in `{}` has no `target`", field.path), "it is missing here");
    }
    if (item.find_set("protocol") == nullptr) {
      item.set("protocol", Value::string(Text("tcp"), item));
    }
  }
  return {};
}

Result<void> networks(const Field& field) {
  return names_to_map(field, Value{});
}

Result<void> depends_on(const Field& field) {
  Value dependency = Value::empty(Value::Kind::map, *field.value);
  dependency.set("condition", Value::string(Text("service_started"), *field.value));
  dependency.set("required", Value::string(Text("true"), *field.value));
  SLIPWAY_TRY(names_to_map(field, dependency));
  for (const auto& member : field.value->members) {
    if (!member.value.is_map()) {
      return field.wrong_item(member.value, "a list of names, or a mapping of names to mappings");
    }
  }
  return {};
}

Result<void> extends(const Field& field) {
  return string_to_map(field, "service");
}

Result<void> health_check(const Field& field) {
  SLIPWAY_TRY(map_only(field));
  Value* test = field.value->find("test");
  if (test == nullptr || test->is_null() || test->is_list()) {
    return {};
  }
  if (!test->is_scalar()) {
    return Field{field.path + ".test", test}.wrong_type("a string or a list");
  }
  Value list = Value::empty(Value::Kind::list, *test);
  keep_place(list, *test);
  list.items.push_back(Value::string(Text("CMD-SHELL"), *test));
  list.items.push_back(*test);
  *test = std::move(list);
  return {};
}

struct Rule {
  std::string_view key;
  Transform transform;
};

Result<void> apply_rules(const std::string& path, Value& map, const Rule* begin, const Rule* end) {
  for (const Rule* rule = begin; rule != end; ++rule) {
    Value* value = map.find(rule->key);
    if (value != nullptr && !value->is_null() && value->merge != Value::Merge::reset) {
      SLIPWAY_TRY(rule->transform(Field{fmt::format("{}.{}", path, rule->key), value}));
    }
  }
  return {};
}

constexpr std::array build_rules = {
    Rule{"additional_contexts", list_to_map},
    Rule{"args", list_to_map},
    Rule{"cache_from", list_only},
    Rule{"cache_to", list_only},
    Rule{"labels", list_to_map},
    Rule{"platforms", list_only},
    Rule{"secrets", sources},
    Rule{"tags", list_only},
};

Result<void> build(const Field& field) {
  SLIPWAY_TRY(string_to_map(field, "context"));
  return apply_rules(field.path, *field.value, build_rules.begin(), build_rules.end());
}

constexpr std::array deploy_rules = {Rule{"labels", list_to_map}};

Result<void> deploy(const Field& field) {
  SLIPWAY_TRY(map_only(field));
  return apply_rules(field.path, *field.value, deploy_rules.begin(), deploy_rules.end());
}

constexpr std::array service_rules = {
    Rule{"annotations", list_to_map},    Rule{"build", build},
    Rule{"command", string_or_list},     Rule{"configs", sources},
    Rule{"depends_on", depends_on},      Rule{"deploy", deploy},
    Rule{"devices", list_only},          Rule{"dns", string_to_list},
    Rule{"dns_search", string_to_list},  Rule{"entrypoint", string_or_list},
    Rule{"env_file", environment_files}, Rule{"environment", list_to_map},
    Rule{"expose", list_only},           Rule{"extends", extends},
    Rule{"healthcheck", health_check},   Rule{"label_file", string_to_list},
    Rule{"labels", list_to_map},         Rule{"logging", map_only},
    Rule{"networks", networks},          Rule{"ports", ports},
    Rule{"profiles", list_only},         Rule{"secrets", sources},
    Rule{"sysctls", list_to_map},        Rule{"tmpfs", string_to_list},
    Rule{"ulimits", map_only},           Rule{"volumes", volumes},
};

/// compose leaves out what carries `!reset` before anything looks at it; in a list there is nothing to merge
/// with.
void drop_reset_items(Value& value) {
  std::erase_if(value.items, [](const Value& item) { return item.merge == Value::Merge::reset; });
  for (auto& item : value.items) {
    drop_reset_items(item);
  }
  for (auto& member : value.members) {
    drop_reset_items(member.value);
  }
}

bool is_service_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

Result<void> includes(const Field& field) {
  SLIPWAY_TRY(items_to_maps(field, "path"));
  for (auto& item : field.value->items) {
    for (const char* name : {"path", "env_file"}) {
      if (Value* files = item.find(name); files != nullptr && !files->is_null()) {
        SLIPWAY_TRY(string_to_list(Field{fmt::format("include.{}", name), files}));
      }
    }
  }
  return {};
}

}  // namespace

Result<void> make_canonical_service(const std::string& name, Value& service) {
  const std::string path = "services." + name;
  if (!service.is_map()) {
    return refuse(service, fmt::format("`{}` is not a mapping", path), it_is(service));
  }
  return apply_rules(path, service, service_rules.begin(), service_rules.end());
}

Result<void> make_canonical(Value& document) {
  if (!document.is_map()) {
    return refuse(document, "the compose file is not a mapping with `services`", it_is(document));
  }
  drop_reset_items(document);
  for (const char* section : {"services", "volumes", "networks", "configs", "secrets"}) {
    Value* value = document.find(section);
    if (value != nullptr && !value->is_null() && !value->is_map()) {
      return refuse(*value, fmt::format("`{}` is not a mapping", section), it_is(*value));
    }
  }
  if (Value* include = document.find("include"); include != nullptr && !include->is_null()) {
    SLIPWAY_TRY(includes(Field{"include", include}));
  }
  if (Value* services = document.find("services")) {
    for (auto& service : services->members) {
      if (!is_service_name(service.name)) {
        return refuse(service.value, fmt::format("`{}` cannot be the name of a service", service.name),
                      "names have letters, digits, `.`, `_` and `-`");
      }
      if (service.value.merge != Value::Merge::reset) {
        SLIPWAY_TRY(make_canonical_service(service.name, service.value));
      }
    }
  }
  return {};
}

}  // namespace slipway::compose
