#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// The wildcard pattern of `${name#pattern}`, `${name%pattern}` and `${name/pattern/replacement}`: `*` and
/// `?` as in a shell, no brackets, `\` before `*`, `?` and `\`. Neither wildcard matches a line break.
/// Follows moby/buildkit frontend/dockerfile/shell/lex.go, convertShellPatternToRegex.
class ShellPattern {
 public:
  enum class Kind { literal, any, star };
  struct Token {
    Kind kind = Kind::literal;
    char32_t value = 0;  ///< The code point of a literal.
  };
  /// Byte offsets of a match, the end exclusive.
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// The error is BuildKit's own sentence.
  static tl::expected<ShellPattern, std::string> compile(std::string_view pattern);

  const std::vector<Token>& tokens() const { return tokens_; }

  /// `value` without the shortest (or, greedy, the longest) prefix that matches; unchanged if none does.
  /// An error if value and pattern together are too large to be worth matching.
  tl::expected<std::string, std::string> trim_prefix(std::string_view value, bool greedy) const;

  /// `value` with the first match, or with every match, replaced. With `every`, `$0`, `$name` and `$$` in the
  /// replacement are expanded, because upstream hands it to Go's regexp.ReplaceAllString.
  tl::expected<std::string, std::string> replace(std::string_view value, std::string_view replacement,
                                                 bool every) const;

 private:
  std::vector<Token> tokens_;
};

/// The pattern read backwards, escapes kept in front of what they escape: `a\*c` becomes `c\*a`. A suffix is
/// trimmed as the prefix of the reversed value.
std::string reverse_pattern(std::string_view pattern);
/// The code points of `text` in reverse order.
std::string reverse_code_points(std::string_view text);

}  // namespace slipway::image
