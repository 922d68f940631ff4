#include "report/plain_listener.hpp"

#include "report/run_words.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace slipway::report {
namespace {

/// A transfer is told of in quarters: a log is read once.
constexpr unsigned told_every = 25;
/// Or after this much time, if there is something new.
constexpr std::int64_t seconds_untold = 5;
/// A step that says nothing is told of after these seconds, then after twice as many, up to these.
constexpr std::int64_t first_pause = 5;
constexpr std::int64_t longest_pause = 60;

/// The name of a section for GitLab: letters, digits, underscores.
std::string section_name(std::string_view step) {
  std::string name = "slipway_";
  for (const char character : step) {
    const bool plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                       (character >= '0' && character <= '9');
    name += plain ? character : '_';
  }
  return name;
}

}  // namespace

void PlainListener::say(std::string_view text) {
  if (!pending_.empty()) {
    const std::string step = std::exchange(pending_, {});
    begin(step, step_meaning(step));
  }
  said_ = uptime_();
  std::string line = now_ ? fmt::format("{} {}", utc_text(now_()), text) : std::string(text);
  if (folding_ == Folding::github) {
    // "##[command]" is a command of GitHub's wherever it stands in a line; "::command::" only at its start.
    for (std::size_t at = line.find("##["); at != std::string::npos; at = line.find("##[", at)) {
      line.insert(at + 2, " ");
    }
  }
  sink_(line);
}

void PlainListener::fold(std::string_view name, std::string_view meaning) {
  unfold();
  const std::string title = fmt::format("{}: {}", printable(name), meaning);
  if (folding_ == Folding::github) {
    sink_("::group::" + title);
  } else if (folding_ == Folding::gitlab) {
    sink_(fmt::format("\x1b[0Ksection_start:{}:{}[collapsed=true]\r\x1b[0K{}", now_(), section_name(name),
                      title));
  }
  folded_ = name;
}

void PlainListener::unfold() {
  if (folded_.empty()) {
    return;
  }
  if (folding_ == Folding::github) {
    sink_("::endgroup::");
  } else if (folding_ == Folding::gitlab) {
    sink_(fmt::format("\x1b[0Ksection_end:{}:{}\r\x1b[0K", now_(), section_name(folded_)));
  }
  folded_.clear();
}

void PlainListener::note(std::string_view text) {
  say("    " + printable(text));
}

std::int64_t PlainListener::steady_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void PlainListener::tick() {
  if (step_.empty() || !now_) {
    return;
  }
  const std::int64_t now = uptime_();
  if (!pending_.empty() && now > begun_ + 1) {
    const std::string step = std::exchange(pending_, {});
    begin(step, step_meaning(step));
    said_ = now;
  } else if (now >= said_ + pause_) {
    say(fmt::format("    {} goes on, for {} so far", printable(step_),
                    duration_text(static_cast<double>(now - begun_))));
    pause_ = std::min(2 * pause_, longest_pause);
  }
}

void PlainListener::step(std::string_view name) {
  told_percent_ = 0;
  step_ = name;
  begun_ = said_ = uptime_();
  pause_ = first_pause;
  if (name == "Restore") {
    show_kept();
  }
  kept_.clear();
  if (may_do_nothing(name)) {
    pending_ = name;
  } else {
    pending_.clear();
    begin(name, step_meaning(name));
  }
}

void PlainListener::begin(std::string_view name, std::string_view meaning) {
  if (folding_ != Folding::none) {
    fold(name, meaning);
  } else {
    say(fmt::format("==> {}: {}", printable(name), meaning));
  }
}

void PlainListener::step_done(std::string_view name, double seconds) {
  step_.clear();
  if (!pending_.empty() && seconds < least_seconds) {
    pending_.clear();
    return;
  }
  if (!pending_.empty()) {
    const std::string step = std::exchange(pending_, {});
    begin(step, step_meaning(step));
  }
  unfold();
  say(fmt::format("    {} took {}", printable(name), duration_text(seconds)));
}

void PlainListener::output(std::string_view line) {
  std::string text = output_line(line);
  if (text.empty()) {
    return;
  }
  if (!log_of_.empty()) {
    say("    " + log_heading(std::exchange(log_of_, {})));
  }
  const std::size_t before = build_.steps();
  build_.take(line);
  if (everything_ || in_failure_log_ || in_job_) {
    say("    | " + text);
    return;
  }
  if (build_.steps() != before) {
    say("    | " + output_line(build_.current()));
  }
  constexpr std::size_t most_kept = 60;
  kept_.push_back(std::move(text));
  if (kept_.size() > most_kept) {
    kept_.pop_front();
  }
}

void PlainListener::show_kept() {
  for (const std::string& line : std::exchange(kept_, {})) {
    say("    | " + line);
  }
}

void PlainListener::job(std::string_view service) {
  in_job_ = true;
  say(fmt::format("    running {} before the switch", printable(service)));
}

void PlainListener::health(std::string_view state) {
  say("    " + printable(state));
}

void PlainListener::image(std::string_view service) {
  build_ = {};
  // Until then an image may have been pulled, or only have got a name.
  if (pending_ == "Build") {
    pending_.clear();
    begin("Build", "building the images");
  }
  say(fmt::format("    building the image of {}", printable(service)));
}

void PlainListener::transfer(const deploy::Transfer& transfer) {
  if (transfer.what != told_what_) {
    told_what_ = transfer.what;
    told_percent_ = 0;
  }
  const bool is_overdue = uptime_() >= said_ + seconds_untold;
  if (transfer.percent < told_percent_ + told_every && transfer.percent < 100 && !is_overdue) {
    return;
  }
  if (transfer.percent == told_percent_) {
    return;
  }
  told_percent_ = transfer.percent;
  say("    " + transfer_text(transfer));
}

void PlainListener::failure_log(std::string_view service) {
  // What went wrong must not be hidden in a fold.
  unfold();
  in_failure_log_ = true;
  log_of_ = service;
}

void PlainListener::failure_log_end() {
  in_failure_log_ = false;
  if (!log_of_.empty()) {
    say("    " + no_log_text(std::exchange(log_of_, {})));
  }
}

void PlainListener::end(bool well) {
  step_.clear();
  if (!well) {
    show_kept();
  }
  pending_.clear();
  unfold();
}

}  // namespace slipway::report
