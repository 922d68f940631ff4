#pragma once

#include "compose/text.hpp"

#include <map>
#include <string>
#include <string_view>

namespace slipway::compose {

/// The variables that are known here, and their values. A variable that is missing is not known to be unset:
/// the host's shell or a `.env` file that lives only there may set it.
class Environment {
 public:
  const Text* find(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &found->second;
  }
  void set(std::string name, Text value) { variables_.insert_or_assign(std::move(name), std::move(value)); }
  /// Adds what is not there yet.
  void add_weaker(const Environment& other) {
    variables_.insert(other.variables_.begin(), other.variables_.end());
  }
  const std::map<std::string, Text, std::less<>>& variables() const { return variables_; }

 private:
  std::map<std::string, Text, std::less<>> variables_;
};

}  // namespace slipway::compose
