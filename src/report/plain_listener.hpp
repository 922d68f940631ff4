#pragma once

#include "deploy/run/listener.hpp"
#include "report/build_progress.hpp"
#include "report/run_words.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace slipway::report {

/// Who folds the lines of a step, and how.
enum class Folding : std::uint8_t { none, github, gitlab };

/// A run as dated lines, for logs and for people without a terminal. Every line stands by itself. What the
/// builder and compose print is shown if it can be folded, or is asked for; else only the titles of build
/// steps, and the rest of it if the step fails.
class PlainListener final : public deploy::Listener {
 public:
  using Sink = std::function<void(std::string_view line)>;
  using ShowPlan = std::function<void(const classify::Plan& plan)>;
  using Now = std::function<std::int64_t()>;  ///< Seconds since 1970; or of a clock that nobody sets.
  /// `talk` takes lines without their end. Without `now` they are not dated. `uptime` tells how time goes by.
  PlainListener(Sink talk, ShowPlan show_plan, Now now, Folding folding, bool everything = false,
                Now uptime = steady_seconds)
      : sink_(std::move(talk)),
        show_plan_(std::move(show_plan)),
        now_(std::move(now)),
        folding_(folding),
        everything_(everything || folding != Folding::none),
        uptime_(std::move(uptime)) {}

  void plan(const classify::Plan& plan) override { show_plan_(plan); }
  void note(std::string_view text) override;
  void step(std::string_view name) override;
  void step_done(std::string_view name, double seconds) override;
  void output(std::string_view line) override;
  void health(std::string_view state) override;
  void image(std::string_view service) override;
  void transfer(const deploy::Transfer& transfer) override;
  void failure_log(std::string_view service) override;
  void failure_log_end() override;
  void job(std::string_view service) override;
  void hook_output(std::string_view line) override { say("    | " + output_line(line)); }
  void job_end() override { in_job_ = false; }

  /// To be called about once a second. A step that goes on and says nothing is told of: at once, and then at
  /// longer and longer intervals.
  void tick();

  /// Closes a fold that is still open. If it did not go well, what the last step printed is shown.
  void end(bool well);

 private:
  static std::int64_t steady_seconds();

  void say(std::string_view text);
  void begin(std::string_view step, std::string_view meaning);
  void show_kept();
  void fold(std::string_view name, std::string_view meaning);
  void unfold();

  Sink sink_;
  ShowPlan show_plan_;
  Now now_;
  Folding folding_;
  bool everything_;
  Now uptime_;
  bool in_failure_log_ = false;
  std::string log_of_;  ///< The service whose log comes, until its first line.
  bool in_job_ = false;
  std::string step_;              ///< That goes on.
  std::int64_t begun_ = 0;        ///< When it began, by `uptime_`,
  std::int64_t said_ = 0;         ///< when something was said last,
  std::int64_t pause_ = 0;        ///< and how long it may be silent.
  std::string pending_;           ///< The step that has begun, and of which nothing was to be said yet.
  std::deque<std::string> kept_;  ///< The newest lines of output that were not shown.
  BuildProgress build_;
  std::string folded_;  ///< The step whose fold is open.
  std::string told_what_;
  unsigned told_percent_ = 0;
};

}  // namespace slipway::report
