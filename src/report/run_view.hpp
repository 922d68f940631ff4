#pragma once

#include "deploy/run/listener.hpp"
#include "report/build_progress.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::report {

/// A run as it looks on a terminal at one moment: lines that stay, and below them a few that are drawn again
/// and again. Knows no terminal and no clock: whoever draws it brings both.
class RunView {
 public:
  using Clock = std::chrono::steady_clock;

  /// What was learned since the last call, as lines that stay. The last of them may be wider than the
  /// terminal: they are not drawn again.
  std::vector<std::string> take_lasting();

  /// The lines to draw below them now: none wider than `columns`, no more than `rows`.
  std::vector<std::string> lines(std::size_t columns, std::size_t rows, Clock::time_point now) const;

  void plan(const classify::Plan& plan);
  /// How long the step will take, as far as that is known; its name in any case.
  void forecast(std::string_view step, double seconds);
  void note(std::string_view text);
  void step(std::string_view name, Clock::time_point now);
  void step_done(std::string_view name, double seconds);
  void output(std::string_view line);
  void health(std::string_view state);
  void image(std::string_view service);
  void transfer(const deploy::Transfer& transfer);
  void failure_log(std::string_view service);
  void failure_log_end();
  void job(std::string_view service);
  /// The run has ended, or can no longer be followed: open steps stay as they are. If it failed,
  /// the end of the builder's output stays too.
  void end(bool well, Clock::time_point now);

 private:
  /// The line of a step that is over stays once it is known whether it went well: when the next one begins,
  /// or at the end of all.
  void settle_step(bool well);
  std::string head_line(std::size_t columns, Clock::time_point now) const;
  void add_details(std::vector<std::string>& lines, std::size_t columns, std::size_t room) const;
  std::string detail_of_step() const;

  std::vector<std::string> lasting_;
  std::map<std::string, double, std::less<>> forecasts_;
  std::vector<std::string> services_;
  std::string step_;
  Clock::time_point step_started_;
  struct Done {
    std::string step;
    std::string line;
    bool is_worth_a_line = true;
  };
  std::optional<Done> done_;
  std::string image_;
  BuildProgress build_;
  std::size_t images_ = 0;  ///< Built in this step so far, and their steps, without those of `build_`.
  std::size_t steps_ = 0;
  std::size_t reused_ = 0;
  std::optional<unsigned> percent_;
  std::optional<std::uint64_t> bytes_;
  std::map<std::string, std::string, std::less<>> health_;
  bool health_known_ = false;
  bool healthy_ = false;
  std::deque<std::string> tail_;  ///< The newest lines of output, fit for a terminal.
  bool in_failure_log_ = false;
  std::string log_of_;  ///< The service whose log comes, until its first line.
};

}  // namespace slipway::report
