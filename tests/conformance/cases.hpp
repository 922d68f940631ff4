#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace slipway::conformance {

inline std::filesystem::path directory() {
  return SLIPWAY_CONFORMANCE_DIR;
}

/// The content of a data file, or nothing where it is absent.
inline std::optional<std::string> read_file(const std::filesystem::path& relative) {
  std::ifstream stream(directory() / relative, std::ios::binary);
  if (!stream) {
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

inline std::string absent(const std::filesystem::path& relative) {
  return (directory() / relative).string() +
         " is absent; set SLIPWAY_CONFORMANCE_DIR to the folder with the cases";
}

inline void report(const char* what, std::size_t count) {
  std::printf("%zu cases checked: %s\n", count, what);
  ::testing::Test::RecordProperty("cases", static_cast<int>(count));
  EXPECT_GT(count, 0U) << "no case was found for " << what;
}

}  // namespace slipway::conformance

// `variable` is a declaration, which parentheses would break.
// NOLINTBEGIN(bugprone-macro-parentheses)
/// Declares `variable` as the parsed JSON of a data file, or skips the test where the file is absent.
#define SLIPWAY_LOAD_CASES(variable, relative)                              \
  const auto variable##_text = ::slipway::conformance::read_file(relative); \
  if (!variable##_text) {                                                   \
    GTEST_SKIP() << ::slipway::conformance::absent(relative);               \
  }                                                                         \
  const auto variable = ::nlohmann::json::parse(*variable##_text)
// NOLINTEND(bugprone-macro-parentheses)
