#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::classify {

enum class Severity : std::uint8_t {
  warning,  ///< It works, but will surprise or cost time.
  error     ///< A deployment will be refused, or its build will stop.
};

/// A trap in the files to deploy: shown by the plan and by `slipway lint`.
struct Finding {
  std::string name;     ///< Stable, for silencing: docs/reference/lints.md.
  std::string service;  ///< Whose image or containers it is about; empty if it is about all of them.
  std::string file;     ///< Relative to the root of the tree.
  int line = 0;         ///< 0 if it is about the whole file.
  std::string message;  ///< What is there, one sentence without a full stop; likewise
  std::string cost;     ///< what it costs, and
  std::string fix;      ///< what to do.
  std::vector<std::string> steps = {};  ///< The steps of the build that it costs, as BuildKit lists them.
  Severity severity = Severity::warning;
  /// The path in the tree that is missing, if that is the cause.
  std::string missing_path = {};
};

}  // namespace slipway::classify
