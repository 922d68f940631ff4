#pragma once

#include "host/scripts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace slipway::host {

/// The runner's function of that name, cut out of the script to be run alone.
inline std::string runner_function(std::string_view name) {
  const std::size_t start = runner_sh.find("\n" + std::string(name) + "() {");
  const std::size_t end = runner_sh.find("\n}\n", start);
  EXPECT_NE(start, std::string_view::npos) << name;
  EXPECT_NE(end, std::string_view::npos) << name;
  return start == std::string_view::npos ? std::string()
                                         : std::string(runner_sh.substr(start, end - start + 3));
}

}  // namespace slipway::host
