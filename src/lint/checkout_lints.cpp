#include "lint/checkout_lints.hpp"

#include "compose/service_reach.hpp"
#include "image/predict/path_reach.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace slipway::lint {
namespace {

using classify::Finding;
using Kind = CheckoutDifference::Kind;

Finding finding_of(const std::string& taker, Kind kind, const std::string& because,
                   const std::vector<std::string>& paths) {
  const std::string more = paths.size() > 1 ? fmt::format(" (and {} more)", paths.size() - 1) : std::string{};
  Finding finding{"checkout-differs", {}, paths.front(), 0, {}, {}, {}, {}};
  switch (kind) {
    case Kind::line_ends:
      finding.message = fmt::format("{} `{}`{}, whose line ends are others in a checkout here: {}", taker,
                                    printable(paths.front()), more, because);
      finding.cost =
          "the host has it as the commit says alone (its own .gitattributes, core.autocrlf false), which is "
          "not what "
          "a checkout here makes";
      finding.fix =
          "say it in a .gitattributes in ROOT, which holds for both: `* text=auto eol=lf`, or `eol=crlf` "
          "for those that need it. Then git add --renormalize . and commit";
      break;
    case Kind::filter:
      finding.message =
          fmt::format("{} `{}`{} as git stores it: {}", taker, printable(paths.front()), more, because);
      finding.cost =
          "filters are not run on the host: what the container has is not what a checkout here has";
      finding.fix =
          "bring it to the host in another way (ENV_FILES or SECRET_FILES), or commit what the "
          "container "
          "is to have";
      break;
    case Kind::rewritten:
      finding.message = fmt::format("{} `{}`{}, which has other bytes in a checkout here: {}", taker,
                                    printable(paths.front()), more, because);
      finding.cost = "the host has it as the commit says alone";
      finding.fix = "say it in a .gitattributes in ROOT, which holds for both, and commit";
      break;
  }
  return finding;
}

using Groups = std::map<std::tuple<std::string, Kind, std::string>, std::vector<std::string>>;

std::vector<Finding> findings_of(const Groups& groups) {
  std::vector<Finding> findings;
  for (const auto& [key, paths] : groups) {
    const auto& [taker, kind, because] = key;
    findings.push_back(finding_of(taker, kind, because, paths));
  }
  return findings;
}

}  // namespace

Result<std::vector<Finding>> checkout_lints(const image::ImageModel& model,
                                            const CheckoutDifferences& differences) {
  if (differences.empty()) {
    return std::vector<Finding>{};
  }
  Groups groups;
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(model));
  for (const CheckoutDifference& difference : differences) {
    SLIPWAY_TRY_ASSIGN(const image::PathReach reach, index.find(difference.path));
    if (!reach.steps.empty()) {
      groups[{model.steps()[reach.steps.front()].name + " takes", difference.kind, difference.because}]
          .push_back(difference.path);
    }
  }
  return findings_of(groups);
}

std::vector<Finding> mounted_checkout_lints(const compose::Model& model,
                                            const CheckoutDifferences& differences) {
  Groups groups;
  for (const CheckoutDifference& difference : differences) {
    const std::vector<compose::Reach> ways = compose::services_reached_by(model, difference.path);
    const auto way = std::find_if(ways.begin(), ways.end(), [](const compose::Reach& found) {
      return found.certain && compose::needs_restart_only(found.kind);
    });
    if (way != ways.end()) {
      groups[{fmt::format("service `{}` sees", printable(way->service)), difference.kind, difference.because}]
          .push_back(difference.path);
    }
  }
  return findings_of(groups);
}

}  // namespace slipway::lint
