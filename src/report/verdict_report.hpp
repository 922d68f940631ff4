#pragma once

#include "classify/verdict.hpp"
#include "util/json.hpp"

#include <string>

namespace slipway::report {

/// The two revisions of a comparison, as named by the person and as resolved (an id is empty if it could
/// not be).
struct Comparison {
  std::string from;
  std::string from_id;
  std::string to;
  std::string to_id;
};

/// For people: the strategy, then one line a reason, strictest first.
std::string verdict_text(const classify::Verdict& verdict, const Comparison& comparison);
/// For programs: schema 1, documented in docs/reference/classify-json.md.
std::string verdict_json(const classify::Verdict& verdict, const Comparison& comparison);

/// One of `reasons[]`, alike in the verdict and in the plan.
Json reason_json(const classify::Reason& reason);

/// `changes`, alike in the verdict and in the plan.
Json changes_json(const std::vector<classify::PathVerdict>& paths);

/// "src/a.py, src/b.py and 3 more", safe on a terminal.
std::string some_paths(const std::vector<std::string>& paths, std::size_t most = 3);

}  // namespace slipway::report
