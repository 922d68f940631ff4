#pragma once

#include "deploy/plan/project_lint.hpp"
#include "report/page.hpp"

#include <string>

namespace slipway::report {

/// For people: each finding with its cost and its fix, then what each build context weighs.
std::string lint_text(const deploy::LintReport& report, const PageStyle& style);

/// For programs: schema 1, documented in docs/reference/lint-json.md.
std::string lint_json(const deploy::LintReport& report);

}  // namespace slipway::report
