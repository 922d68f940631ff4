#pragma once

#include "classify/plan.hpp"

#include <string>
#include <string_view>

namespace slipway::deploy {

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
  /// "ready", "waiting …" or "failed …"
  virtual void health(std::string_view state) = 0;
};

}  // namespace slipway::deploy
