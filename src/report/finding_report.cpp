#include "report/finding_report.hpp"

#include <fmt/format.h>

namespace slipway::report {

Json finding_json(const classify::Finding& finding) {
  Json entry{{"name", finding.name},
             {"severity", finding.severity == classify::Severity::error ? "error" : "warning"},
             {"service", finding.service}};
  put_bytes(entry, "file", finding.file);
  entry["line"] = finding.line;
  entry["message"] = finding.message;
  entry["cost"] = finding.cost;
  entry["fix"] = finding.fix;
  entry["steps"] = finding.steps;
  return entry;
}

std::string place_of(const classify::Finding& finding) {
  const std::string file = finding.file.empty() ? std::string("settings") : finding.file;
  return finding.line > 0 ? fmt::format("{}:{}", file, finding.line) : file;
}

}  // namespace slipway::report
