#include "lint/name_lints.hpp"

#include "image/predict/path_reach.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <map>

namespace slipway::lint {

Result<std::vector<classify::Finding>> name_lints(const image::ImageModel& model,
                                                  const std::vector<std::string>& names_not_utf8) {
  std::vector<classify::Finding> findings;
  if (names_not_utf8.empty()) {
    return findings;
  }
  std::map<std::size_t, std::vector<std::string>> paths_of_steps;
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(model));
  for (const std::string& path : names_not_utf8) {
    SLIPWAY_TRY_ASSIGN(const image::PathReach reach, index.find(path));
    if (!reach.steps.empty()) {
      paths_of_steps[reach.steps.front()].push_back(path);
    }
  }
  for (const auto& [number, paths] : paths_of_steps) {
    const image::BuildStep& step = model.steps()[number];
    const std::string more =
        paths.size() > 1 ? fmt::format(" (and {} more)", paths.size() - 1) : std::string{};
    findings.push_back(
        {"name-not-utf8",
         {},
         paths.front(),
         0,
         fmt::format("{} takes `{}`{}, whose name is not UTF-8", step.name, printable(paths.front()), more),
         "Docker Engine 27.4 and newer refuse the whole build context for it (\"string field "
         "contains invalid UTF-8\"); older engines copy it",
         "git mv it to a name in UTF-8, or keep it out of the context with the ignore file",
         {step.name}});
  }
  return findings;
}

}  // namespace slipway::lint
