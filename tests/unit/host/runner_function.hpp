#pragma once

#include "host/scripts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace slipway::host {

/// The runner's function of that name, cut out of the script to be run alone.
inline std::string runner_function(std::string_view name) {
  for (const std::string_view script : {runner_sh, swarm_run_sh}) {
    const std::size_t start = script.find("\n" + std::string(name) + "() {");
    const std::size_t end = script.find("\n}\n", start);
    if (start != std::string_view::npos && end != std::string_view::npos) {
      return std::string(script.substr(start, end - start + 3));
    }
  }
  ADD_FAILURE() << name;
  return {};
}

}  // namespace slipway::host
