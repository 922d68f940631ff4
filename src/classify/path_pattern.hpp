#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// Patterns in gitignore syntax (gitignore(5), PATTERN FORMAT), matched against paths as git does: a slash at
/// the beginning or in the middle anchors, a slash at the end means directories only, `**` spans directories,
/// `!` excludes a pattern, the last match decides, and what lies below a matched directory is matched with
/// it. Paths and patterns are bytes; matching is case-sensitive.
class PathPatterns {
 public:
  PathPatterns() = default;
  explicit PathPatterns(const std::vector<std::string>& lines);

  bool empty() const { return patterns_.empty(); }
  /// The pattern, as written, by which `path` (a file) is matched; nothing if it is not.
  std::optional<std::string> match(std::string_view path) const;

 private:
  struct Pattern {
    std::string written;
    std::string glob;
    std::size_t literal_length = 0;  ///< How much of the glob, from its start, stands for itself.
    bool negated = false;
    bool directories_only = false;
    bool anchored = false;
  };

  static bool fits(const Pattern& pattern, std::string_view text);
  bool may_match(std::string_view path) const;
  const Pattern* last_match(std::string_view path, bool is_directory) const;

  std::vector<Pattern> patterns_;
  std::bitset<256> first_bytes_;  ///< What a path that is matched may start with.
};

/// git's wildmatch with WM_PATHNAME (wildmatch.c): `*` and `?` do not cross a slash, `**` does between
/// slashes.
bool wildmatch(std::string_view glob, std::string_view text);

}  // namespace slipway::classify
