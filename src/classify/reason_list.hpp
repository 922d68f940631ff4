#pragma once

#include "classify/verdict.hpp"

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

namespace slipway::classify {

/// Reasons as they are found: one for each cause, with its paths together.
class ReasonList {
 public:
  /// With the paths that the cause does not have yet.
  void add(const Reason& reason);
  void add(const Ruling& ruling, const std::string& path);
  /// The same, for a path that is certain to be new.
  void add_new(const Ruling& ruling, const std::string& path);

  /// The strictest first; those of equal strictness as they were found.
  std::vector<Reason> sorted() &&;

 private:
  std::size_t place_of(Strategy strategy, ReasonCode code, const std::string& text);
  void add_path(std::size_t place, const std::string& path);

  std::vector<Reason> reasons_;
  std::vector<std::unordered_set<std::string>> known_;  ///< Paths of each reason.
  std::size_t last_ = 0;                                ///< Neighbours mostly share their cause.
};

}  // namespace slipway::classify
