#pragma once

#include "deploy/run/listener.hpp"

namespace slipway::deploy {

/// For tests that do not look at what is shown.
class SilentListener : public Listener {
 public:
  void plan(const classify::Plan& /*plan*/) override {}
  void note(std::string_view /*text*/) override {}
  void step(std::string_view /*name*/) override {}
  void step_done(std::string_view /*name*/, double /*seconds*/) override {}
  void output(std::string_view /*line*/) override {}
  void health(std::string_view /*state*/) override {}
  void image(std::string_view /*service*/) override {}
  void transfer(const Transfer& /*transfer*/) override {}
  void failure_log(std::string_view /*service*/) override {}
  void failure_log_end() override {}
};

}  // namespace slipway::deploy
