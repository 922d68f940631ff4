#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// A piece of a shell script.
struct ShellToken {
  enum class Kind : std::uint8_t { word, then, otherwise, pipe, separator, background, redirection };
  Kind kind = Kind::word;
  std::string text;        ///< Of a word, without quotes; of a redirection, where to.
  bool is_literal = true;  ///< No `$` that the shell would replace.
};

/// Cuts a shell script into tokens. Nothing if it uses more of the language than lists of simple commands.
std::optional<std::vector<ShellToken>> cut_into_tokens(std::string_view script);

}  // namespace slipway::compose
