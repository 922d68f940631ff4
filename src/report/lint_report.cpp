#include "report/lint_report.hpp"

#include "report/finding_report.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using classify::Finding;
using classify::Severity;
using deploy::LintReport;
using lint::ContextMeasure;

/// Of the largest files, how many are named unless all are asked for.
constexpr std::size_t most_large = 3;

std::string subject_of(const LintReport& report) {
  std::string text = report.deployment.empty()
                         ? std::string{}
                         : fmt::format("{} on {}: ", report.deployment, report.environment);
  text += report.files.empty() ? std::string("Dockerfile") : join(report.files, ", ");
  if (!report.subject.root.empty()) {
    text += fmt::format(" in {}", report.subject.root);
  }
  return text + fmt::format(" at {}{}", report.subject.commit.substr(0, 12),
                            report.subject.dirty ? ", with what is not committed" : "");
}

/// What is said of a finding's service, without its name: "the health of `` is not checked".
std::string without_service(const Finding& finding, std::string text) {
  const std::string name = "`" + finding.service + "`";
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
    text.replace(at, name.size(), "``");
  }
  return text;
}

/// Whether a finding says of its service what the other one says of another service.
bool says_the_same(const Finding& one, const Finding& other) {
  return one.name == other.name && one.severity == other.severity && one.file == other.file &&
         !one.service.empty() && !other.service.empty() && one.cost == other.cost &&
         without_service(one, one.message) == without_service(other, other.message);
}

/// One cause is one finding to read: the first of each, with all others that say the same of another service.
std::vector<std::vector<Finding>> by_cause(const std::vector<Finding>& findings) {
  std::vector<std::vector<Finding>> causes;
  for (const Finding& finding : findings) {
    const auto known = std::find_if(causes.begin(), causes.end(), [&](const std::vector<Finding>& cause) {
      return says_the_same(cause.front(), finding);
    });
    if (known == causes.end()) {
      causes.push_back({finding});
    } else {
      known->push_back(finding);
    }
  }
  return causes;
}

void add_finding(Page& page, const std::vector<Finding>& cause) {
  const Finding& finding = cause.front();
  const bool is_error = finding.severity == Severity::error;
  page.title({{is_error ? "error" : "warning", is_error ? Tint::red : Tint::yellow},
              {"  " + place_of(finding), Tint::bold},
              {fmt::format("  [{}]", finding.name), Tint::dim}});
  page.subtitle(finding.message);
  page.row({"cost", Tint::dim}, finding.cost);
  for (const std::string_view line : split(finding.fix, '\n')) {
    page.fix({"fix", Tint::dim}, line);
  }
  std::vector<std::string> others;
  for (std::size_t i = 1; i < cause.size(); ++i) {
    others.push_back(cause[i].line > 0 ? fmt::format("`{}` (line {})", cause[i].service, cause[i].line)
                                       : fmt::format("`{}`", cause[i].service));
  }
  if (!others.empty()) {
    page.row({"also", Tint::dim}, join(others, ", "));
  }
}

std::string ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "0"
                    : fmt::format("{:.0f}", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string weight(const ContextMeasure& measure) {
  if (measure.ignore_file.empty()) {
    return fmt::format("{}, {}; no ignore file keeps anything out", count_of(measure.files, "file"),
                       bytes_text(measure.bytes));
  }
  return fmt::format("{} of {} files and {} of {} are left: {} keeps out {} % of the bytes",
                     measure.files_sent, measure.files, bytes_text(measure.bytes_sent),
                     bytes_text(measure.bytes), measure.ignore_file,
                     ratio(measure.bytes - measure.bytes_sent, measure.bytes));
}

void add_context(Page& page, const ContextMeasure& measure, bool everything) {
  page.title({{"context", Tint::cyan},
              {fmt::format("  {}", measure.context.empty() ? "." : measure.context), Tint::bold},
              {measure.service.empty() ? "" : fmt::format("  of {}", measure.service)}});
  page.subtitle(weight(measure));
  const std::size_t shown =
      everything ? measure.largest.size() : std::min(most_large, measure.largest.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const lint::LargeFile& file = measure.largest[i];
    page.row({"largest", Tint::dim}, {bytes_text(file.bytes)}, 6,
             file.step.empty() ? fmt::format("{}: no step takes it", file.path)
                               : fmt::format("{}: {}", file.path, file.step));
  }
}

/// Images that are built from one context with one ignore file share what is said of it.
std::vector<ContextMeasure> one_of_each_context(const std::vector<ContextMeasure>& measures) {
  std::vector<ContextMeasure> contexts;
  for (const ContextMeasure& measure : measures) {
    const auto known = std::find_if(contexts.begin(), contexts.end(), [&](const ContextMeasure& one) {
      return one.context == measure.context && one.ignore_file == measure.ignore_file;
    });
    if (known == contexts.end()) {
      contexts.push_back(measure);
    } else {
      known->service += ", " + measure.service;
      // Taken is what one of them takes.
      for (lint::LargeFile& file : known->largest) {
        const auto other = std::find_if(measure.largest.begin(), measure.largest.end(),
                                        [&](const lint::LargeFile& one) { return one.path == file.path; });
        if (file.step.empty() && other != measure.largest.end()) {
          file.step = other->step;
        }
      }
    }
  }
  return contexts;
}

}  // namespace

std::string lint_text(const LintReport& report, const PageStyle& style) {
  Page page(style);
  page.title({{subject_of(report), Tint::bold}});
  for (const std::vector<Finding>& cause : by_cause(report.findings)) {
    page.title({});
    add_finding(page, cause);
  }
  if (!report.still_to_build.empty()) {
    page.title({});
    page.title({{"not looked for", Tint::cyan},
                {"  files that the build makes: " + printable(report.still_to_build)}});
  }
  for (const ContextMeasure& measure : one_of_each_context(report.contexts)) {
    page.title({});
    add_context(page, measure, style.everything);
  }
  const auto errors = static_cast<std::size_t>(
      std::count_if(report.findings.begin(), report.findings.end(),
                    [](const Finding& finding) { return finding.severity == Severity::error; }));
  page.title({});
  std::string summary = report.findings.empty()
                            ? std::string("nothing found")
                            : fmt::format("{}, {}", count_of(errors, "error"),
                                          count_of(report.findings.size() - errors, "warning"));
  if (report.silenced > 0) {
    summary += fmt::format("; {} silenced", report.silenced);
  }
  page.title({{summary, report.findings.empty() ? Tint::green : Tint::plain}});
  return page.text();
}

std::string lint_json(const LintReport& report) {
  Json document;
  document["schema"] = 1;
  document["deployment"] = report.deployment;
  document["environment"] = report.environment;
  document["commit"] = report.subject.commit;
  document["dirty"] = report.subject.dirty;
  put_bytes(document, "root", report.subject.root);
  put_bytes(document, "compose_files", report.files);
  document["findings"] = Json::array();
  for (const Finding& finding : report.findings) {
    document["findings"].push_back(finding_json(finding));
  }
  document["still_to_build"] = report.still_to_build;
  document["silenced"] = report.silenced;
  document["contexts"] = Json::array();
  for (const ContextMeasure& measure : report.contexts) {
    Json entry{{"service", measure.service}};
    put_bytes(entry, "context", measure.context);
    put_bytes(entry, "ignore_file", measure.ignore_file);
    entry["files"] = measure.files;
    entry["bytes"] = measure.bytes;
    entry["files_sent"] = measure.files_sent;
    entry["bytes_sent"] = measure.bytes_sent;
    entry["largest"] = Json::array();
    for (const lint::LargeFile& file : measure.largest) {
      Json large;
      put_bytes(large, "path", file.path);
      large["bytes"] = file.bytes;
      large["step"] = file.step;
      entry["largest"].push_back(std::move(large));
    }
    document["contexts"].push_back(std::move(entry));
  }
  return json_text(document);
}

}  // namespace slipway::report
