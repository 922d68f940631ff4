#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::compose {

/// A place in a file of the tree, for messages. `line` counts from 1; 0 means the file as a whole.
struct Location {
  std::string file;
  int line = 0;

  friend bool operator==(const Location&, const Location&) = default;
};

/// A scalar of a compose file after interpolation.
struct Text {
  std::string written;  ///< As the file has it.
  /// With the variables replaced. A variable that is not set here stays visible as `${NAME}`: compose on the
  /// host takes it from its own surroundings, or puts nothing there.
  std::string value;
  std::vector<std::string> unknown;  ///< The variables that stay open in `value`.
  std::vector<std::string>
      assumed;  ///< Variables nobody sets whose default was taken; the host may know better.

  Text() = default;
  explicit Text(std::string plain) : written(plain), value(std::move(plain)) {}

  /// Whether `value` is what compose will see, as far as the tree and the settings tell.
  bool known() const { return unknown.empty(); }
  bool empty() const { return value.empty(); }

  /// A piece of `value` as a text of its own, open only if the piece itself is.
  Text part(std::string piece) const {
    Text result(std::move(piece));
    for (const auto& name : unknown) {
      if (result.value.find("${" + name + "}") != std::string::npos) {
        result.unknown.push_back(name);
      }
    }
    result.assumed = assumed;
    return result;
  }

  friend bool operator==(const Text&, const Text&) = default;
};

}  // namespace slipway::compose
