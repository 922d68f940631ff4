#pragma once

#include "util/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// One pattern of an ignore file, as moby/patternmatcher's ignorefile.ReadAll hands it on: cleaned, without a
/// leading slash, its `!` in front.
struct IgnoreLine {
  std::string pattern;
  std::size_t line = 0;  ///< Counted from 1.

  friend bool operator==(const IgnoreLine&, const IgnoreLine&) = default;
};

/// An ignore file that has been read; whether its patterns are patterns is for IgnoreRules to say.
struct IgnoreFile {
  std::string name;  ///< What messages call it: a path as the person knows it.
  std::vector<IgnoreLine> lines;
};

/// Reads the bytes of an ignore file as Docker does: a byte order mark is dropped, `#` in the first column
/// opens a comment, Unicode white space around a line and after its `!` does not count, blank lines are
/// skipped. Error if Docker refuses to read on: a line of 65,536 bytes or more.
Result<IgnoreFile> read_ignore_file(std::string_view bytes, std::string name);

}  // namespace slipway::image
