#include "report/quiet_listener.hpp"

#include "report/run_words.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::report {

void QuietListener::output(std::string_view line) {
  constexpr std::size_t kept = 60;
  std::string text = output_line(line);
  if (text.empty()) {
    return;
  }
  if (in_failure_log_) {
    if (!log_of_.empty()) {
      sink_("    " + log_heading(std::exchange(log_of_, {})));
    }
    sink_("    | " + text);
    return;
  }
  tail_.push_back(std::move(text));
  if (tail_.size() > kept) {
    tail_.pop_front();
  }
}

void QuietListener::failure_log(std::string_view service) {
  in_failure_log_ = true;
  log_of_ = service;
}

void QuietListener::failure_log_end() {
  in_failure_log_ = false;
  if (!log_of_.empty()) {
    sink_("    " + no_log_text(std::exchange(log_of_, {})));
  }
}

void QuietListener::end(bool well) {
  if (!well) {
    for (const std::string& line : tail_) {
      sink_("    | " + line);
    }
  }
  tail_.clear();
}

}  // namespace slipway::report
