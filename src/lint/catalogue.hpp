#pragma once

#include <span>
#include <string_view>

namespace slipway::lint {

/// A trap that is looked for.
struct Lint {
  std::string_view name;  ///< What findings, SILENCE and docs/reference/lints.md call it.
  bool in_plan = false;   ///< Whether the plan has it too: what takes a walk through every file, or is said
                          ///< after each deployment, is left out.
};

/// All of them, sorted by name.
std::span<const Lint> catalogue();

/// Null if there is none of that name.
const Lint* find_lint(std::string_view name);

/// The name that is nearest to a misspelt one; empty if none is near.
std::string_view nearest_lint(std::string_view name);

}  // namespace slipway::lint
