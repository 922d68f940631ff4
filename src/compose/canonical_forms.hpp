#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// One key of a compose file while it is brought into its long form.
struct Field {
  std::string path;  ///< Such as `services.web.ports`, for messages.
  Value* value = nullptr;

  /// A refusal: the value, or the item of it, is not what `wanted` says.
  tl::unexpected<Error> wrong_type(std::string_view wanted) const { return wrong_item(*value, wanted); }
  tl::unexpected<Error> wrong_item(const Value& item, std::string_view wanted) const;
};

// Each of these either leaves the value in the form that its name ends with, or refuses it.

Result<void> list_only(const Field& field);
Result<void> map_only(const Field& field);
Result<void> string_or_list(const Field& field);
/// A string becomes a list with one item.
Result<void> string_to_list(const Field& field);
/// A string becomes a map with one member.
Result<void> string_to_map(const Field& field, std::string_view member);
/// A list of `NAME=value` and `NAME`, where the latter becomes a member without value.
Result<void> list_to_map(const Field& field);
/// A list of names becomes a map whose members are all `value`.
Result<void> names_to_map(const Field& field, const Value& value);
/// Items of a list that are strings become maps with one member, which all items must have then.
Result<void> items_to_maps(const Field& field, std::string_view member);

/// Lets a value stand where the original stood, with the tag it had.
void keep_place(Value& replacement, const Value& original);

}  // namespace slipway::compose
