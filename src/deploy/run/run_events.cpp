#include "deploy/run/run_events.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace slipway::deploy {
namespace {

/// A program that prints without ever ending its line is shown in pieces of this length.
constexpr std::size_t longest_line = 16384;

/// A journal entry is a page of text.
constexpr std::size_t longest_entry = 1U << 20U;

/// The exit status of a run, which is the host's word: only `deployed` is a success.
int checked_code(int code, RunOutcome outcome) {
  constexpr int last_documented = 63;
  if (outcome == RunOutcome::deployed) {
    return code == 0 ? 0 : 1;
  }
  return code > 0 && code <= last_documented ? code : 1;
}

/// The first word of `text`, which keeps the rest.
std::string_view take_word(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

}  // namespace

void RunEvents::take(std::string_view piece) {
  const auto take_line = [&](std::string_view text) { line(text); };
  lines_.add(piece, take_line);
  if (lines_.rest().size() > longest_line) {
    lines_.finish(take_line);
  }
}

void RunEvents::finish() {
  lines_.finish([&](std::string_view text) {
    // Half of a line of the runner's own says nothing, and is no output of anybody.
    if (const std::string_view output = text.substr(0, text.find(mark_));
        !output.empty() && !mark_.starts_with(output)) {
      listener_.output(output);
    }
  });
}

void RunEvents::line(std::string_view text) {
  // The mark may follow output that did not end its line.
  const std::size_t at = text.find(mark_);
  if (at == std::string_view::npos) {
    listener_.output(text);
    return;
  }
  if (at > 0) {
    listener_.output(text.substr(0, at));
  }
  event(text.substr(at + mark_.size()));
}

void RunEvents::event(std::string_view text) {
  const std::string_view kind = take_word(text);
  awaits_confirmation_ = kind == "confirm";
  awaits_tests_ = kind == "tests";
  if (awaits_confirmation_ || awaits_tests_) {
    seconds_for_an_answer_ = number_of<unsigned>(text).value_or(0);
  }
  awaits_seeding_ = kind == "seed";
  if (awaits_seeding_) {
    seeding_ = text;
  }
  if (kind == "step") {
    step_ = text;
    listener_.step(text);
  } else if (kind == "done") {
    const std::string name(take_word(text));
    listener_.step_done(name, std::strtod(std::string(text).c_str(), nullptr));
  } else if (kind == "health") {
    listener_.health(text);
  } else if (kind == "image") {
    listener_.image(text);
  } else if (kind == "mispredicted") {
    // "web HIT RAN line 12: [2/5] RUN"
    const std::string service(take_word(text));
    const bool reused = take_word(text) == "HIT";
    take_word(text);
    listener_.note(fmt::format("{}: {} was expected to {}, and {}", service, text,
                               reused ? "be reused" : "run again",
                               reused ? "ran again" : "the builder had it from an earlier build"));
  } else if (kind == "logs") {
    listener_.failure_log(text);
  } else if (kind == "logs-end") {
    listener_.failure_log_end();
  } else if (kind == "job") {
    listener_.job(text);
  } else if (kind == "job-end") {
    listener_.job_end();
  } else if (kind == "saved") {
    listener_.note(fmt::format("the edits on the host are saved in {}", text));
  } else if (kind == "aside") {
    listener_.note(fmt::format("files that were in the way of the release's files are saved in {}", text));
  } else if (kind == "recover") {
    listener_.note(fmt::format("the switch of release {} was interrupted: recovering first", text));
  } else if (kind == "problem") {
    listener_.note(text);
  } else if (kind == "entry") {
    entry_ = text;
    entry_bytes_.clear();
  } else if (kind == "kept") {
    kept_ = text;
  } else if (kind == "probation") {
    probation_ = number_of<unsigned>(text).value_or(0);
  } else if (kind == "|") {
    if (entry_bytes_.size() < longest_entry) {
      entry_bytes_ += text;
      entry_bytes_ += '\n';
    }
  } else if (kind == "end") {
    RunEnd end;
    const std::string_view code = take_word(text);
    const auto [rest, error] = std::from_chars(code.data(), code.data() + code.size(), end.code);
    const std::string_view outcome = take_word(text);
    end.outcome = run_outcome_from(outcome);
    end.code = checked_code(end.code, end.outcome);
    end.reason = text;
    // An end that does not say how is none.
    if (error == std::errc{} && rest == code.data() + code.size() && !outcome.empty()) {
      end_ = std::move(end);
    }
  }
}

}  // namespace slipway::deploy
