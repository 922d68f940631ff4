#pragma once

#include <tl/expected.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// The `--name=value` words of one instruction, checked against what the instruction accepts. Follows
/// moby/buildkit frontend/dockerfile/instructions/bflag.go.
class InstructionFlags {
 public:
  enum class Kind { text, list, boolean };

  /// The error is BuildKit's sentence.
  static tl::expected<InstructionFlags, std::string> parse(const std::vector<std::string>& words,
                                                           const std::map<std::string, Kind>& accepted);

  /// The value of a text flag, empty if it is not there.
  std::string text(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;
  std::optional<bool> boolean(const std::string& name) const;
  /// The names that occur, sorted.
  std::vector<std::string> used() const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

}  // namespace slipway::image
