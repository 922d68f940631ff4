#pragma once

#include "cli/drawing.hpp"
#include "deploy/run/listener.hpp"
#include "report/run_view.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway::cli {

/// Shows a run on a terminal: finished steps as lines that stay, and below them the current step, drawn again
/// several times a second. Writes to standard error. The terminal's modes are never changed, so there is
/// nothing to put back however the process ends.
class LiveConsole final : public deploy::Listener {
 public:
  LiveConsole();
  ~LiveConsole() override;

  void plan(const classify::Plan& plan) override;
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

  /// Leaves everything as it is; nothing is drawn from here on.
  void end(bool well);

 private:
  template <class Change>
  void change(const Change& change, bool draw_now);
  void draw();
  void keep_drawing();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  report::RunView view_;
  Drawing drawing_;
  std::thread painter_;
};

}  // namespace slipway::cli
