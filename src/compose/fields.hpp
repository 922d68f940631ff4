#pragma once

#include "compose/environment.hpp"
#include "compose/service.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// Reads the members of one map of a compose file. A member that is absent or null gives an empty answer; one
/// of the wrong type is an error that names `path`.
class Fields {
 public:
  /// `path` is how messages call the map, such as `services.web`.
  Fields(const Value& map, std::string path) : map_(&map), path_(std::move(path)) {}

  const Value* find(std::string_view name) const { return map_->find_set(name); }
  const std::string& path() const { return path_; }
  /// The same for a member that is a map; it must exist.
  Fields below(std::string_view name) const;

  Result<Text> text(std::string_view name) const;
  /// `true` and what compose takes for it in strings; `otherwise` if the member is absent or open.
  Result<bool> boolean(std::string_view name, bool otherwise = false) const;
  /// A list of scalars; a single scalar counts as a list of one.
  Result<std::vector<Text>> texts(std::string_view name) const;
  /// A map of scalars. One without value is `otherwise`: see valueless_variable().
  template <class Otherwise>
  Result<Variables> variables(std::string_view name, Otherwise otherwise) const {
    Variables result;
    const Value* map = find(name);
    if (map != nullptr) {
      SLIPWAY_TRY(require_map(*map, name));
      for (const auto& member : map->members) {
        SLIPWAY_TRY(require_scalar_or_null(member.value, name));
        result[member.name] = member.value.is_null() ? otherwise(member.name) : member.value.text;
      }
    }
    return result;
  }

 private:
  Result<void> require_map(const Value& value, std::string_view name) const;
  Result<void> require_scalar_or_null(const Value& value, std::string_view name) const;

  const Value* map_;
  std::string path_;
};

/// What a variable of `environment` or `args` without a value has: what the surroundings say, else it is
/// open.
Text valueless_variable(const Environment& environment, const std::string& name);

}  // namespace slipway::compose
