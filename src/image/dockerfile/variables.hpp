#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {

/// Variables in the order in which they were last set, as BuildKit hands them to a step (client/llb EnvList):
/// the order is part of a step's key.
class Environment {
 public:
  using Entry = std::pair<std::string, std::string>;

  Environment() = default;
  /// From `KEY=VALUE` or `KEY` words, a later one replacing an earlier one.
  explicit Environment(const std::vector<std::string>& words);

  /// Adds the variable, or moves it to the end with its new value.
  void set(std::string_view name, std::string_view value);
  std::optional<std::string_view> get(std::string_view name) const;
  const std::vector<Entry>& entries() const { return entries_; }
  /// Bytes of all names and values.
  std::size_t size() const { return size_; }

  friend bool operator==(const Environment& left, const Environment& right) {
    return left.entries_ == right.entries_;
  }

 private:
  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

}  // namespace slipway::image
