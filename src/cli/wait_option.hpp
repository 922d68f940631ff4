#pragma once

#include "cli/arguments.hpp"
#include "deploy/deployment.hpp"

namespace slipway::cli {

/// --wait[=SECONDS]: what a command does if another run holds the deployment's lock.
struct WaitOption {
  std::string text;

  void add_to(Arguments& arguments);
  /// Error: it is no number of seconds.
  Result<deploy::Wait> value() const;
};

}  // namespace slipway::cli
