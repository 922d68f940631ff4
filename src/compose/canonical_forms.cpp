#include "compose/canonical_forms.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::compose {

tl::unexpected<Error> Field::wrong_item(const Value& item, std::string_view wanted) const {
  return refuse(item, fmt::format("`{}` is not {}", path, wanted), it_is(item));
}

void keep_place(Value& replacement, const Value& original) {
  replacement.merge = original.merge;
  replacement.line = original.line;
}

Result<void> list_to_map(const Field& field) {
  Value& value = *field.value;
  if (value.is_map()) {
    return {};
  }
  if (!value.is_list()) {
    return field.wrong_type("a mapping or a list of `NAME=value`");
  }
  Value map = Value::empty(Value::Kind::map, value);
  keep_place(map, value);
  for (const auto& item : value.items) {
    if (!item.is_scalar()) {
      return field.wrong_item(item, "a mapping or a list of `NAME=value`");
    }
    const std::string& text = item.text.value;
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      map.set(text, Value::empty(Value::Kind::null, item));
    } else {
      map.set(text.substr(0, equals), Value::string(item.text.part(text.substr(equals + 1)), item));
    }
  }
  value = std::move(map);
  return {};
}

Result<void> string_to_list(const Field& field) {
  Value& value = *field.value;
  if (value.is_scalar()) {
    Value list = Value::empty(Value::Kind::list, value);
    keep_place(list, value);
    list.items.push_back(value);
    value = std::move(list);
  }
  return value.is_list() ? Result<void>{} : field.wrong_type("a string or a list");
}

Result<void> list_only(const Field& field) {
  return field.value->is_list() ? Result<void>{} : field.wrong_type("a list");
}

Result<void> map_only(const Field& field) {
  return field.value->is_map() ? Result<void>{} : field.wrong_type("a mapping");
}

Result<void> string_or_list(const Field& field) {
  return field.value->is_map() ? field.wrong_type("a string or a list") : Result<void>{};
}

Result<void> string_to_map(const Field& field, std::string_view member) {
  Value& value = *field.value;
  if (value.is_scalar()) {
    Value map = Value::empty(Value::Kind::map, value);
    keep_place(map, value);
    map.set(member, value);
    value = std::move(map);
  }
  return map_only(field);
}

Result<void> names_to_map(const Field& field, const Value& value) {
  Value& names = *field.value;
  if (names.is_map()) {
    return {};
  }
  if (!names.is_list()) {
    return field.wrong_type("a list of names or a mapping");
  }
  Value map = Value::empty(Value::Kind::map, names);
  keep_place(map, names);
  for (const auto& item : names.items) {
    if (!item.is_scalar()) {
      return field.wrong_item(item, "a list of names or a mapping");
    }
    Value member = value;
    member.line = item.line;
    member.origin = item.origin;
    map.set(item.text.value, std::move(member));
  }
  names = std::move(map);
  return {};
}

Result<void> items_to_maps(const Field& field, std::string_view member) {
  SLIPWAY_TRY(list_only(field));
  for (auto& item : field.value->items) {
    if (item.is_scalar()) {
      Value map = Value::empty(Value::Kind::map, item);
      map.set(member, item);
      item = std::move(map);
    } else if (!item.is_map()) {
      return field.wrong_item(item, "a list of strings or mappings");
    } else if (item.find_set(member) == nullptr) {
      return refuse(item, fmt::format("an item of `{}` has no `{}`", field.path, member),
                    "it is missing here");
    }
  }
  return {};
}

}  // namespace slipway::compose
