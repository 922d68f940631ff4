#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// Cuts text that comes in pieces of any size into lines.
class LineSplitter {
 public:
  /// Hands over each line that has ended, without its end.
  template <class Take>
  void add(std::string_view piece, const Take& take) {
    rest_ += piece;
    std::size_t start = 0;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', start)) {
      take(std::string_view(rest_).substr(start, end - start));
      start = end + 1;
    }
    rest_.erase(0, start);
  }

  /// No more comes: hands over what has no end, if there is any.
  template <class Take>
  void finish(const Take& take) {
    if (!rest_.empty()) {
      take(std::string_view(rest_));
      rest_.clear();
    }
  }

  /// What has no end yet.
  const std::string& rest() const { return rest_; }

 private:
  std::string rest_;
};

}  // namespace slipway
