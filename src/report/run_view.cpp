#include "report/run_view.hpp"

#include "report/run_words.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::report {
namespace {

constexpr std::size_t kept_output = 60;
constexpr std::size_t shown_output = 4;
constexpr std::size_t least_columns = 20;
constexpr std::size_t bar_columns = 20;

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view plain = "\x1b[0m";

std::string in(std::string_view colour, std::string_view text) {
  return fmt::format("{}{}{}", colour, text, plain);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

std::string bar(unsigned percent) {
  const std::size_t full = std::min<std::size_t>(bar_columns, percent * bar_columns / 100);
  std::string text;
  for (std::size_t i = 0; i < bar_columns; ++i) {
    text += i < full ? "█" : "░";
  }
  return text;
}

}  // namespace

std::vector<std::string> RunView::take_lasting() {
  return std::exchange(lasting_, {});
}

void RunView::plan(const classify::Plan& plan) {
  services_.clear();
  for (const classify::ServicePlan& service : plan.services) {
    services_.push_back(service.service);
  }
  if (plan.cost) {
    for (const auto& step : plan.cost->steps) {
      forecast(step.name, step.seconds);
    }
  }
}

void RunView::forecast(std::string_view step, double seconds) {
  forecasts_[lower(step)] = seconds;
}

void RunView::note(std::string_view text) {
  lasting_.push_back("  " + printable(text));
}

void RunView::settle_step(bool well) {
  if (!done_) {
    return;
  }
  // A step that puts the old release back ends only if that worked, whatever became of the new one.
  const bool good = done_->step == "Restore" || (well && (done_->step != "Health" || healthy_));
  if (done_->is_worth_a_line || !good) {
    lasting_.push_back(in(good ? green : red, good ? "✓" : "✗") + done_->line);
  }
  done_.reset();
}

void RunView::step(std::string_view name, Clock::time_point now) {
  settle_step(name != "Restore");
  step_ = name;
  step_started_ = now;
  image_.clear();
  build_ = {};
  images_ = steps_ = reused_ = 0;
  percent_.reset();
  bytes_.reset();
  tail_.clear();
  health_.clear();
  health_known_ = false;
  healthy_ = false;
}

void RunView::step_done(std::string_view name, double seconds) {
  std::string line = fmt::format(" {:<8} {:>8}", printable(name), duration_text(seconds));
  bool is_worth_a_line = !may_do_nothing(name) || seconds >= least_seconds || !tail_.empty();
  if (name == step_) {
    const std::string detail = detail_of_step();
    line += detail.empty() ? detail : "  " + in(dim, detail);
    is_worth_a_line = is_worth_a_line || !detail.empty();
    step_.clear();
  }
  done_ = Done{std::string(name), std::move(line), is_worth_a_line};
}

void RunView::output(std::string_view line) {
  if (trim(line).empty()) {
    return;
  }
  build_.take(line);
  std::string text = output_line(line);
  if (in_failure_log_) {
    if (!log_of_.empty()) {
      lasting_.push_back("  " + log_heading(std::exchange(log_of_, {})));
    }
    lasting_.push_back(in(dim, "  │ ") + text);
    return;
  }
  tail_.push_back(std::move(text));
  if (tail_.size() > kept_output) {
    tail_.pop_front();
  }
}

void RunView::health(std::string_view state) {
  health_.clear();
  health_known_ = true;
  healthy_ = state.starts_with("ready");
  for (auto& [service, said] : services_in(state)) {
    health_[service] = std::move(said);
  }
  if (state.starts_with("failed")) {
    for (const auto& [service, said] : health_) {
      lasting_.push_back(fmt::format("{} {}: {}", in(red, "✗"), printable(service), printable(said)));
    }
  }
}

void RunView::image(std::string_view service) {
  image_ = service;
  ++images_;
  steps_ += build_.steps();
  reused_ += build_.cached();
  build_ = {};
}

void RunView::transfer(const deploy::Transfer& transfer) {
  percent_ = std::min(transfer.percent, 100U);
  bytes_ = transfer.bytes;
}

void RunView::failure_log(std::string_view service) {
  log_of_ = service;
  in_failure_log_ = true;
}

void RunView::job(std::string_view service) {
  lasting_.push_back(fmt::format("  running {} before the switch", printable(service)));
}

void RunView::failure_log_end() {
  in_failure_log_ = false;
  if (!log_of_.empty()) {
    lasting_.push_back("  " + no_log_text(std::exchange(log_of_, {})));
  }
}

void RunView::end(bool well, Clock::time_point now) {
  settle_step(well);
  if (!step_.empty()) {
    const double seconds = std::chrono::duration<double>(now - step_started_).count();
    lasting_.push_back(fmt::format("{} {:<8} {:>8}", in(well ? yellow : red, well ? "…" : "✗"),
                                   printable(step_), duration_text(seconds)));
  }
  if (!well) {
    for (const std::string& line : tail_) {
      lasting_.push_back(in(dim, "  │ ") + line);
    }
  }
  step_.clear();
  tail_.clear();
}

/// What a step says of itself in a few words: how far the build is, what has travelled.
std::string RunView::detail_of_step() const {
  std::vector<std::string> parts;
  if (images_ > 1) {
    parts.push_back(count_of(images_, "image"));
  } else if (!image_.empty()) {
    parts.push_back(printable(image_));
  }
  if (const std::size_t steps = steps_ + build_.steps(); steps > 0) {
    parts.push_back(fmt::format("{} of {} reused", reused_ + build_.cached(), count_of(steps, "step")));
  }
  if (bytes_) {
    parts.push_back(bytes_text(*bytes_));
  }
  return join(parts, ", ");
}

std::string RunView::head_line(std::size_t columns, Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - step_started_).count();
  std::string line = fmt::format("{} {} {:>8}", in(yellow, "●"),
                                 in(bold, fmt::format("{:<8}", printable(step_))), duration_text(seconds));
  if (const auto expected = forecasts_.find(lower(step_)); expected != forecasts_.end()) {
    line += " of ~" + duration_text(expected->second);
  }
  line += "  ";
  if (!build_.current().empty()) {
    line += printable(image_.empty() ? build_.current() : image_ + " " + build_.current());
  } else if (percent_) {
    line += fmt::format("{} {} %{}", bar(*percent_), *percent_,
                        bytes_ ? ", " + bytes_text(*bytes_) : std::string{});
  } else if (!image_.empty()) {
    line += printable(image_);
  } else {
    line += in(dim, step_meaning(step_));
  }
  return fit(line, columns);
}

void RunView::add_details(std::vector<std::string>& lines, std::size_t columns, std::size_t room) const {
  if (health_known_) {
    std::vector<std::string> services = services_;
    for (const auto& [service, said] : health_) {
      if (std::find(services.begin(), services.end(), service) == services.end()) {
        services.push_back(service);
      }
    }
    for (const std::string& service : services) {
      const auto said = health_.find(service);
      const std::string mark = said == health_.end() ? in(green, "✓") : in(yellow, "○");
      const std::string state = said == health_.end() ? std::string("ready") : printable(said->second);
      if (room-- == 0) {
        return;
      }
      lines.push_back(fit(fmt::format("  {} {}: {}", mark, printable(service), state), columns));
    }
    return;
  }
  const std::size_t shown = std::min({shown_output, tail_.size(), room});
  for (auto line = tail_.end() - static_cast<std::ptrdiff_t>(shown); line != tail_.end(); ++line) {
    lines.push_back(fit(in(dim, "  │ " + *line), columns));
  }
}

std::vector<std::string> RunView::lines(std::size_t columns, std::size_t rows, Clock::time_point now) const {
  std::vector<std::string> lines;
  if (step_.empty() || rows == 0) {
    return lines;
  }
  columns = std::max(columns, least_columns);
  lines.push_back(head_line(columns, now));
  add_details(lines, columns, rows - 1);
  return lines;
}

}  // namespace slipway::report
