#include "image/predict/volatile_arguments.hpp"

#include "image/go/code_points.hpp"
#include "image/predict/layers.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace slipway::image {

bool is_volatile_argument(std::string_view name) {
  // Complete names, and what such names end in.
  constexpr std::array<std::string_view, 10> names = {"COMMIT",    "REVISION",     "VCS_REF", "SHA",
                                                      "TIMESTAMP", "BUILD_ID",     "DATE",    "BUILD_NO",
                                                      "BUILDTIME", "GITHUB_RUN_ID"};
  constexpr std::array<std::string_view, 13> endings = {
      "_COMMIT", "_COMMIT_SHA", "_COMMIT_HASH", "_SHA",    "_REVISION",     "_VCS_REF", "_DATE",
      "_TIME",   "_TIMESTAMP",  "_REV",         "_NUMBER", "_BUILD_NUMBER", "_RUN_ID"};
  const std::string upper = to_upper(name);
  return std::find(names.begin(), names.end(), upper) != names.end() ||
         std::any_of(endings.begin(), endings.end(),
                     [&upper](std::string_view ending) { return upper.ends_with(ending); });
}

Result<std::vector<VolatileArgument>> volatile_arguments(const ImageModel& model) {
  std::vector<VolatileArgument> found;
  std::set<std::string> seen;
  for (const DeclaredArgument& argument : model.arguments()) {
    if (!is_volatile_argument(argument.name) || !seen.insert(argument.name).second) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(auto steps, steps_seeing_argument(model, argument.name));
    if (!steps.empty()) {
      found.push_back({argument.name, argument.line, std::move(steps)});
    }
  }
  return found;
}

}  // namespace slipway::image
