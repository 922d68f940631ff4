#include "cli/live_console.hpp"

#include "cli/print.hpp"
#include "cli/terminal.hpp"
#include "report/plan_report.hpp"

#include <algorithm>
#include <cstdio>

namespace slipway::cli {
namespace {

/// Leaves the plan and the steps before in sight.
constexpr std::size_t most_rows = 10;

}  // namespace

LiveConsole::LiveConsole() : painter_([this] { keep_drawing(); }) {}

LiveConsole::~LiveConsole() {
  end(false);
}

void LiveConsole::keep_drawing() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, Drawing::frame, [this] { return ended_; })) {
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

void LiveConsole::draw() {
  const Drawing::Size size = Drawing::size();
  const auto lasting = view_.take_lasting();
  // One column stays free: some terminals break a line that fills the last one.
  drawing_.show(lasting, view_.lines(size.columns - 1,
                                     std::min(most_rows, size.rows - std::min<std::size_t>(size.rows, 2)),
                                     report::RunView::Clock::now()));
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
