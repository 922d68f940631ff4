#include "report/fleet_view.hpp"

#include "report/fleet_report.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::report {
namespace {

/// A host's name takes no more than this of a line.
constexpr std::size_t most_name_columns = 24;

std::string padded(const std::string& text, std::size_t columns) {
  const std::string cut = fit(text, columns);
  return cut + std::string(columns - std::min(columns, display_width(cut)), ' ');
}

}  // namespace

FleetView::FleetView(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    hosts_.push_back({.name = printable(name)});
  }
}

std::vector<std::string> FleetView::take_lasting() {
  return std::exchange(lasting_, {});
}

std::string FleetView::summary(std::size_t columns) const {
  std::size_t at_work = 0;
  std::size_t green = 0;
  std::size_t failed = 0;
  for (const Host& host : hosts_) {
    at_work += host.at_work ? 1 : 0;
    green += deploy::is_green(host.outcome) ? 1 : 0;
    failed += !host.at_work && deploy::is_failure(host.outcome) ? 1 : 0;
  }
  std::string text = fmt::format("wave {} of {}: {} of {} deployed, {} at work", wave_, waves_, green,
                                 hosts_.size(), at_work);
  if (failed > 0) {
    text += fmt::format(", {} failed", failed);
  }
  return fit(text, columns);
}

std::vector<std::string> FleetView::lines(std::size_t columns, std::size_t rows,
                                          RunView::Clock::time_point now) const {
  std::vector<const Host*> at_work;
  std::size_t name_columns = 0;
  for (const Host& host : hosts_) {
    if (host.at_work) {
      at_work.push_back(&host);
      name_columns = std::max(name_columns, std::min(most_name_columns, display_width(host.name)));
    }
  }
  std::vector<std::string> lines;
  if (wave_ == 0 || rows == 0 || at_work.empty()) {
    return lines;
  }
  lines.push_back(summary(columns));
  const std::size_t room = rows - 1;
  const std::size_t shown = at_work.size() <= room ? at_work.size() : room - std::min<std::size_t>(room, 1);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t left = columns - std::min(columns, name_columns + 4);
    const auto of_run = at_work[i]->run.lines(std::max<std::size_t>(left, 1), 1, now);
    lines.push_back(fit(fmt::format("  {}  {}", padded(at_work[i]->name, name_columns),
                                    of_run.empty() ? std::string("at work") : of_run.front()),
                        columns));
  }
  if (shown < at_work.size() && room > 0) {
    lines.push_back(fit(fmt::format("  and {} more", count_of(at_work.size() - shown, "host")), columns));
  }
  return lines;
}

void FleetView::wave(std::size_t number, std::size_t of, const deploy::HostIndexes& hosts) {
  wave_ = number;
  waves_ = of;
  std::vector<std::string> names;
  for (const std::size_t host : hosts) {
    hosts_[host].at_work = true;
    names.push_back(hosts_[host].name);
  }
  lasting_.push_back(fmt::format("wave {} of {}: {}", number, of, some_hosts(names)));
}

void FleetView::note(std::string_view text) {
  lasting_.push_back(printable(text));
}

void FleetView::verdict(std::size_t host, const deploy::HostVerdict& verdict,
                        RunView::Clock::time_point now) {
  Host& one = hosts_[host];
  const bool well = deploy::is_green(verdict.outcome);
  one.at_work = false;
  one.outcome = verdict.outcome;
  one.run.end(well, now);
  // Of a run that went well the verdict says it all.
  for (const std::string& line : one.run.take_lasting()) {
    if (!well) {
      lasting_.push_back(fmt::format("  {}  {}", one.name, line));
    }
  }
  lasting_.push_back(fmt::format("{} {}: {}", well ? "✓" : "✗", one.name, verdict_text(verdict)));
}

}  // namespace slipway::report
