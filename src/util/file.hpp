#pragma once

#include "util/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway {

/// The bytes of a file. Error if it cannot be read.
Result<std::string> read_file(const std::filesystem::path& path);

/// Replaces a file as one step: readers see the old bytes or the new ones, also after a power cut (fsync,
/// rename).
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

/// A new directory that only we may enter, with a short path (sockets live in it), removed with its content
/// on destruction.
class TemporaryDirectory {
 public:
  static Result<TemporaryDirectory> create();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace slipway
