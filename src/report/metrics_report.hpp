#pragma once

#include "report/history_report.hpp"

#include <string>
#include <vector>

namespace slipway::report {

/// The journals as figures for Prometheus, in its text format 0.0.4: docs/reference/metrics.md. A time that a
/// clock cannot be trusted for is left out.
std::string metrics_text(const std::vector<NamedJournal>& journals, std::int64_t now);

}  // namespace slipway::report
