#pragma once

#include "classify/finding.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace slipway::lint {

/// A file of a build context that is large.
struct LargeFile {
  std::string path;  ///< From the root of the tree.
  std::uint64_t bytes = 0;
  std::string step;  ///< The first step that takes it; empty if none does.
};

/// How large a build context is, and what the ignore file saves.
struct ContextMeasure {
  std::string service;
  std::string context;      ///< From the root of the tree; "" is the root.
  std::string ignore_file;  ///< Empty if there is none.
  std::size_t files = 0;    ///< Of the directory, without submodules.
  std::uint64_t bytes = 0;
  std::size_t files_sent = 0;  ///< What the ignore file leaves of them.
  std::uint64_t bytes_sent = 0;
  std::vector<LargeFile> largest;  ///< Of those that are left: the ten largest, largest first.
};

/// From this size on a file is a finding.
inline constexpr std::uint64_t large_file_bytes = 10'000'000;

/// Walks the whole context. Error if a tree cannot be read.
Result<ContextMeasure> measure_context(const image::ImageModel& model, const std::string& service);

std::vector<classify::Finding> large_file_lints(const ContextMeasure& measure);

}  // namespace slipway::lint
