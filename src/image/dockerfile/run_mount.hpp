#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

/// What one `RUN --mount=…` asks for.
struct RunMount {
  enum class Type : std::uint8_t { bind, cache, tmpfs, secret, ssh };
  Type type = Type::bind;
  std::string from;
  std::string source;
  std::string target;
  bool read_only = true;
  std::string cache_id;
  std::string sharing;
  std::string environment;  ///< `env=`: the variable that receives a secret.
  bool required = false;
  std::string size_limit;
  std::optional<std::uint64_t> mode;
  std::optional<std::uint64_t> uid;
  std::optional<std::uint64_t> gid;
};

/// Expands variables in one value; an error is shown as it is.
using ValueExpander = std::function<tl::expected<std::string, std::string>(std::string_view)>;

/// Reads the value of a --mount flag. Without an expander only what cannot depend on variables is checked, as
/// upstream does when it reads the instruction. Follows moby/buildkit
/// frontend/dockerfile/instructions/commands_runmount.go; the error is its sentence.
tl::expected<RunMount, std::string> parse_run_mount(std::string_view value, const ValueExpander& expander);

}  // namespace slipway::image
