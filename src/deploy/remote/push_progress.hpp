#pragma once

#include "deploy/run/listener.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::deploy {

/// The bytes in "Writing objects:  60% (3/5), 9.54 MiB | 11.00 MiB/s"; 0 if it says none.
std::uint64_t written_bytes(std::string_view progress);

/// The progress of `git push --progress`, as a transfer. git counts objects, and one of them may be nearly
/// all of the data. So if the number of bytes is known, the bytes count.
class PushProgress {
 public:
  PushProgress(std::uint64_t expected_bytes, Listener& listener)
      : expected_(expected_bytes), listener_(listener) {}

  /// A piece of the output, cut anywhere.
  void take(std::string_view piece);
  /// Everything that was said.
  const std::string& text() const { return text_; }

 private:
  void line(std::string_view text);

  std::uint64_t expected_;
  Listener& listener_;
  std::string text_;
  std::size_t read_ = 0;  ///< Of text_, up to the end of a line.
  unsigned percent_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace slipway::deploy
