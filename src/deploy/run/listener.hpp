#pragma once

#include "classify/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::deploy {

/// How much of something has been sent to the host.
struct Transfer {
  std::string_view what;                    ///< "files of the release"
  unsigned percent = 0;                     ///< 0 to 100
  std::optional<std::uint64_t> bytes = {};  ///< So far.
};

/// Whoever shows a deployment while it runs. Texts that come from the host are as they came: not yet fit for
/// a terminal.
class Listener {
 public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener() = default;

  /// The plan that will be carried out, as the target decided it.
  virtual void plan(const classify::Plan& plan) = 0;
  virtual void note(std::string_view text) = 0;
  virtual void step(std::string_view name) = 0;
  virtual void step_done(std::string_view name, double seconds) = 0;
  /// A line that a program on the host printed.
  virtual void output(std::string_view line) = 0;
  /// A line that a program of the person's own printed here (hooks): it is for them, and never left out.
  virtual void hook_output(std::string_view line) { output(line); }
  /// "ready", "waiting …" or "failed …"
  virtual void health(std::string_view state) = 0;
  /// From here on the output is of the builder, which makes the image of this service.
  virtual void image(std::string_view service) = 0;
  virtual void transfer(const Transfer& transfer) = 0;
  /// What follows as output are the last lines of a service that failed, up to failure_log_end().
  virtual void failure_log(std::string_view service) = 0;
  virtual void failure_log_end() = 0;
  /// What follows as output is of a job that runs before the switch (BEFORE_SWITCH), up to job_end().
  virtual void job([[maybe_unused]] std::string_view service) {}
  virtual void job_end() {}
};

}  // namespace slipway::deploy
