#include "compose/fields.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

namespace slipway::compose {

Fields Fields::below(std::string_view name) const {
  return {*find(name), fmt::format("{}.{}", path_, name)};
}

Result<Text> Fields::text(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) {
    return Text{};
  }
  if (!value->is_scalar()) {
    return refuse(*value, fmt::format("`{}.{}` is not a string", path_, name), it_is(*value));
  }
  return value->text;
}

Result<bool> Fields::boolean(std::string_view name, bool otherwise) const {
  SLIPWAY_TRY_ASSIGN(const Text answer, text(name));
  if (answer.empty() || !answer.known()) {
    return otherwise;
  }
  for (const char* yes : {"true", "True", "TRUE", "1", "yes", "y", "on", "t", "T"}) {
    if (answer.value == yes) {
      return true;
    }
  }
  for (const char* no : {"false", "False", "FALSE", "0", "no", "n", "off", "f", "F"}) {
    if (answer.value == no) {
      return false;
    }
  }
  const Value* value = find(name);
  return refuse(*value, fmt::format("`{}.{}` is neither true nor false", path_, name), it_is(*value));
}

Result<std::vector<Text>> Fields::texts(std::string_view name) const {
  std::vector<Text> result;
  const Value* value = find(name);
  if (value == nullptr) {
    return result;
  }
  if (value->is_scalar()) {
    result.push_back(value->text);
    return result;
  }
  if (!value->is_list()) {
    return refuse(*value, fmt::format("`{}.{}` is not a list", path_, name), it_is(*value));
  }
  for (const auto& item : value->items) {
    if (!item.is_scalar()) {
      return refuse(item, fmt::format("`{}.{}` is not a list of strings", path_, name), it_is(item));
    }
    result.push_back(item.text);
  }
  return result;
}

Result<void> Fields::require_map(const Value& value, std::string_view name) const {
  return value.is_map() ? Result<void>{}
                        : refuse(value, fmt::format("`{}.{}` is not a mapping", path_, name), it_is(value));
}

Result<void> Fields::require_scalar_or_null(const Value& value, std::string_view name) const {
  return value.is_scalar() || value.is_null()
             ? Result<void>{}
             : refuse(value, fmt::format("`{}.{}` is not a mapping of names to strings", path_, name),
                      it_is(value));
}

Text valueless_variable(const Environment& environment, const std::string& name) {
  if (const Text* known = environment.find(name)) {
    return *known;
  }
  Text open;
  open.value = "${" + name + "}";
  open.unknown.push_back(name);
  return open;
}

}  // namespace slipway::compose
