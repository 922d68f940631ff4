#include "cli/live_console.hpp"

#include "cli/print.hpp"
#include "cli/screen.hpp"
#include "cli/terminal.hpp"
#include "cli/wrapped.hpp"
#include "report/plan_report.hpp"
#include "util/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace slipway::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto frame = 150ms;
/// Leaves the plan and the steps before in sight.
constexpr std::size_t most_rows = 10;
constexpr std::size_t usual_columns = 80;
constexpr std::size_t usual_rows = 24;

void write(std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

LiveConsole::LiveConsole() : painter_([this] { keep_drawing(); }) {}

LiveConsole::~LiveConsole() {
  end(false);
}

void LiveConsole::keep_drawing() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, frame, [this] { return ended_; })) {
    draw();
  }
}

void LiveConsole::end(bool well) {
  {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      view_.end(well, report::RunView::Clock::now());
      draw();
      ended_ = true;
    }
  }
  wake_.notify_all();
  if (painter_.joinable()) {
    painter_.join();
  }
}

/// Where the window has become narrower, terminals break the lines that are on it, and they take more rows.
std::string LiveConsole::erase_drawn(std::size_t columns) {
  std::size_t rows = 0;
  for (const std::size_t width : drawn_widths_) {
    rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
  }
  drawn_widths_.clear();
  return rows == 0 ? std::string("\r\x1b[J") : fmt::format("\r\x1b[{}A\x1b[J", rows);
}

void LiveConsole::draw() {
  const std::size_t seen_columns = terminal_columns(stderr);
  const std::size_t seen_rows = terminal_rows(stderr);
  const std::size_t columns = seen_columns == 0 ? usual_columns : seen_columns;
  const std::size_t rows = seen_rows == 0 ? usual_rows : seen_rows;
  const auto lasting = view_.take_lasting();
  // One column stays free: some terminals break a line that fills the last one.
  const auto lines = view_.lines(columns - 1, std::min(most_rows, rows - std::min<std::size_t>(rows, 2)),
                                 report::RunView::Clock::now());
  if (lasting.empty() && lines.empty() && drawn_widths_.empty()) {
    return;
  }
  std::string bytes = erase_drawn(columns);
  for (const std::string& line : lasting) {
    bytes += wrapped(line, columns - 1) + "\n";
  }
  for (const std::string& line : lines) {
    bytes += line + "\n";
    drawn_widths_.push_back(display_width(line));
  }
  write(bytes);
}

template <class Change>
void LiveConsole::change(const Change& change, bool draw_now) {
  const std::lock_guard lock(mutex_);
  change();
  if (draw_now) {
    draw();
  }
}

void LiveConsole::plan(const classify::Plan& plan) {
  change(
      [&] {
        view_.plan(plan);
        print(report::plan_text(plan, style_for(stdout)));
        std::fflush(stdout);
      },
      false);
}

void LiveConsole::note(std::string_view text) {
  change([&] { view_.note(text); }, true);
}

void LiveConsole::step(std::string_view name) {
  change([&] { view_.step(name, report::RunView::Clock::now()); }, true);
}

void LiveConsole::step_done(std::string_view name, double seconds) {
  change([&] { view_.step_done(name, seconds); }, true);
}

void LiveConsole::output(std::string_view line) {
  // A build may print thousands of lines a second: the painter shows the newest of them.
  change([&] { view_.output(line); }, false);
}

void LiveConsole::health(std::string_view state) {
  change([&] { view_.health(state); }, true);
}

void LiveConsole::image(std::string_view service) {
  change([&] { view_.image(service); }, true);
}

void LiveConsole::transfer(const deploy::Transfer& transfer) {
  change([&] { view_.transfer(transfer); }, false);
}

void LiveConsole::failure_log(std::string_view service) {
  change([&] { view_.failure_log(service); }, false);
}

void LiveConsole::job(std::string_view service) {
  change([&] { view_.job(service); }, true);
}

void LiveConsole::failure_log_end() {
  change([&] { view_.failure_log_end(); }, true);
}

}  // namespace slipway::cli
