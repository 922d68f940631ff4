#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace slipway::conformance {

inline std::filesystem::path path_of(const std::filesystem::path& relative) {
  return std::filesystem::path(SLIPWAY_CONFORMANCE_DATA) / relative;
}

/// The content of a file of tests/conformance/data. A test that asks for a file that is absent fails.
inline std::string read_data(const std::filesystem::path& relative) {
  std::ifstream stream(path_of(relative), std::ios::binary);
  if (!stream) {
    throw std::runtime_error(path_of(relative).string() + " is absent, and holds the cases of this test");
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

inline nlohmann::json load_cases(const std::filesystem::path& relative) {
  return nlohmann::json::parse(read_data(relative));
}

inline void report(const char* what, std::size_t count) {
  std::printf("%zu cases checked: %s\n", count, what);
  ::testing::Test::RecordProperty("cases", static_cast<int>(count));
  EXPECT_GT(count, 0U) << "no case was found for " << what;
}

}  // namespace slipway::conformance
