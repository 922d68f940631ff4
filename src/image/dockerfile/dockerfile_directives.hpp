#pragma once

#include <tl/expected.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace slipway::image {

/// A parser directive: `# escape=\``, `# syntax=docker/dockerfile:1`, `# check=skip=all`.
struct Directive {
  std::string name;  ///< Lower case.
  std::string value;
  int line = 0;  ///< From 1.
};

/// Finds directives line by line. They end at the first line that is none, which may be an ordinary comment
/// or an empty line. Follows moby/buildkit frontend/dockerfile/parser/directives.go.
class DirectiveReader {
 public:
  /// `prefix` introduces a comment; `lines_before` counts lines that were taken off in front.
  explicit DirectiveReader(std::string_view prefix = "#", int lines_before = 0)
      : prefix_(prefix), line_(lines_before) {}

  /// The directive on this line, if it is one. The same directive twice is an error.
  tl::expected<std::optional<Directive>, std::string> read(std::string_view line);
  bool done() const { return done_; }

 private:
  std::string prefix_;
  std::set<std::string> seen_;
  int line_ = 0;
  bool done_ = false;
};

/// A directive found in a whole file.
struct DirectiveValue {
  std::string reference;  ///< The value up to its first space: the front end's image for `syntax`.
  std::string command_line;
  int line = 0;
};

/// The `syntax` directive as BuildKit detects it: `# syntax=`, else `// syntax=`, else a JSON object with
/// that key; behind a byte order mark and one `#!` line.
std::optional<DirectiveValue> detect_syntax(std::string_view text);
/// Any other directive: only the `#` form.
std::optional<DirectiveValue> find_directive(std::string_view text, std::string_view name);

}  // namespace slipway::image
