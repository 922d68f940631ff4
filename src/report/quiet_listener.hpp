#pragma once

#include "deploy/run/listener.hpp"

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace slipway::report {

/// Says nothing as long as everything goes well. When it does not: what the program printed last, and the
/// logs of what failed.
class QuietListener final : public deploy::Listener {
 public:
  using Sink = std::function<void(std::string_view line)>;
  explicit QuietListener(Sink sink) : sink_(std::move(sink)) {}

  void plan(const classify::Plan&) override {}
  void note(std::string_view) override {}
  void step(std::string_view) override { tail_.clear(); }
  void step_done(std::string_view, double) override {}
  void output(std::string_view line) override;
  void health(std::string_view) override {}
  void image(std::string_view) override {}
  void transfer(const deploy::Transfer&) override {}
  void failure_log(std::string_view service) override;
  void failure_log_end() override;

  void end(bool well);

 private:
  Sink sink_;
  std::deque<std::string> tail_;
  bool in_failure_log_ = false;
  std::string log_of_;  ///< The service whose log comes, until its first line.
};

}  // namespace slipway::report
