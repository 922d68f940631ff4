#pragma once

#include "deploy/listener.hpp"

namespace slipway::cli {

/// Shows a deployment as lines on the terminal: the plan on standard output, what happens on standard error.
class Console final : public deploy::Listener {
 public:
  void plan(const classify::Plan& plan) override;
  void note(std::string_view text) override;
  void step(std::string_view name) override;
  void step_done(std::string_view name, double seconds) override;
  void output(std::string_view line) override;
  void health(std::string_view state) override;
};

}  // namespace slipway::cli
