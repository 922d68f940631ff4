#pragma once

#include "deploy/plan/run_outcome.hpp"
#include "deploy/run/listener.hpp"
#include "util/lines.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::deploy {

/// How a run ended, as it says itself.
struct RunEnd {
  int code = 0;
  RunOutcome outcome = RunOutcome::unknown;
  std::string reason;
};

/// Reads the log of a run as it comes, in pieces of any size: lines of the runner itself, marked by the run's
/// nonce, become calls to the listener; the rest is output of programs.
class RunEvents {
 public:
  RunEvents(std::string nonce, Listener& listener)
      : mark_("@" + std::move(nonce) + " "), listener_(listener) {}

  void take(std::string_view piece);
  /// No more comes. A line that has no end is output: on a full disk any part of one may be missing.
  void finish();

  const std::optional<RunEnd>& end() const { return end_; }
  /// The step the run was last seen in.
  const std::string& step() const { return step_; }
  /// Whether the run, as far as its log is known, is waiting for the client to confirm the release.
  bool awaits_confirmation() const { return awaits_confirmation_; }
  /// The same for its word on the tests in the new images.
  bool awaits_tests() const { return awaits_tests_; }
  /// How long it waits for the last of these, from when it said so.
  std::chrono::seconds seconds_for_an_answer() const { return std::chrono::seconds(seconds_for_an_answer_); }
  /// The same for its word that the nodes of the swarm have the images, and what the run said of these.
  bool awaits_seeding() const { return awaits_seeding_; }
  const std::string& seeding() const { return seeding_; }
  /// The journal entry the run wrote: its id and the bytes of the commit. Empty if there is none.
  const std::string& entry() const { return entry_; }
  const std::string& entry_bytes() const { return entry_bytes_; }
  /// How many seconds the host watches the release; 0: it does not.
  unsigned probation() const { return probation_; }
  /// The releases that are kept to go back to, as words; empty if the run did not say.
  const std::string& kept() const { return kept_; }

 private:
  void line(std::string_view text);
  void event(std::string_view text);

  std::string mark_;
  Listener& listener_;
  LineSplitter lines_;
  std::string step_;
  std::string entry_;
  std::string entry_bytes_;
  std::string kept_;
  unsigned probation_ = 0;
  std::optional<RunEnd> end_;
  bool awaits_confirmation_ = false;
  bool awaits_tests_ = false;
  unsigned seconds_for_an_answer_ = 0;
  bool awaits_seeding_ = false;
  std::string seeding_;
};

}  // namespace slipway::deploy
