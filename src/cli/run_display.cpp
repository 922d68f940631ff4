#include "cli/run_display.hpp"

#include "cli/drawing.hpp"
#include "cli/live_console.hpp"
#include "cli/locked_listener.hpp"
#include "cli/outcome.hpp"
#include "cli/print.hpp"
#include "cli/screen.hpp"
#include "cli/terminal.hpp"
#include "report/json_listener.hpp"
#include "report/plain_listener.hpp"
#include "report/plan_report.hpp"
#include "report/quiet_listener.hpp"
#include "util/log.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <thread>

namespace slipway::cli {
namespace {

report::Folding folding() {
  if (environment_variable("GITHUB_ACTIONS") == "true") {
    return report::Folding::github;
  }
  return environment_variable("GITLAB_CI") == "true" ? report::Folding::gitlab : report::Folding::none;
}

void print_at_once(std::string_view text) {
  print_as_is(text);
  std::fflush(stdout);
}

bool went_well(const Result<deploy::DeployResult>& result) {
  return result && result->code == ExitCode::success;
}

/// The listener also learns how time goes by, while nothing happens.
Result<deploy::DeployResult> run_ticking(report::PlainListener& listener, const RunDisplay::Run& run) {
  std::mutex mutex;
  std::condition_variable wake;
  bool has_ended = false;
  std::thread clock([&] {
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, std::chrono::seconds(1), [&] { return has_ended; })) {
      listener.tick();
    }
  });
  LockedListener locked(mutex, listener);
  Result<deploy::DeployResult> result = run(locked);
  {
    const std::lock_guard lock(mutex);
    has_ended = true;
  }
  wake.notify_all();
  clock.join();
  return result;
}

/// What GitHub shows beside the run of a workflow.
void annotate(const Result<deploy::DeployResult>& result) {
  std::string text;
  for (const char character : printable(result ? result->reason : summary(result.error()))) {
    text += character == '%' ? "%25" : std::string(1, character);
  }
  say_as_is("::error title=slipway::" + text);
}

}  // namespace

void RunDisplay::add_to(Arguments& arguments) {
  arguments.flag("--plain", plain, "Print lines with times, even on a terminal");
  arguments.flag("-q,--quiet", quiet, "Print nothing unless something fails");
  arguments.flag("--json", json, "Print JSON, one event a line (schema 1, docs/reference/events-json.md)");
}

Result<deploy::DeployResult> RunDisplay::follow(const Run& run) const {
  Result<deploy::DeployResult> result;
  if (json) {
    report::JsonListener listener([](std::string_view line) { print_at_once(std::string(line) + "\n"); },
                                  seconds_since_epoch);
    result = run(listener);
    if (result) {
      listener.end(*result);
    } else {
      listener.end(result.error());
    }
  } else if (quiet) {
    report::QuietListener listener(say_as_is);
    result = run(listener);
    listener.end(went_well(result));
  } else if (!plain && can_draw()) {
    LiveConsole console;
    result = run(console);
    console.end(went_well(result));
  } else {
    const report::Folding fold = folding();
    const auto show_plan = [](const classify::Plan& decided) {
      print_at_once(report::plan_text(decided, style_for(stdout)));
    };
    report::PlainListener listener(say_as_is, show_plan, seconds_since_epoch, fold, debug_log_enabled());
    result = run_ticking(listener, run);
    listener.end(went_well(result));
    if (fold == report::Folding::github && !went_well(result)) {
      annotate(result);
    }
  }
  return result;
}

Result<ExitCode> RunDisplay::show(const deploy::Place& place, const Run& run) const {
  SLIPWAY_TRY_ASSIGN(const deploy::DeployResult result, follow(run));
  // For programs the last event says it all; the three parts of a failure go to standard error as always.
  return (json || quiet) && result.code == ExitCode::success ? ExitCode::success
                                                             : report_outcome(place, result);
}

}  // namespace slipway::cli
