#pragma once

#include "util/error.hpp"

#include <iosfwd>
#include <string>

namespace slipway::image {

struct CheckIgnoreOptions {
  /// `--ignore-file`. Without it `.dockerignore` in the current directory, if there is one.
  std::string ignore_file;
  bool stdin0 = false;  ///< `--stdin0`: paths end in NUL instead of a newline, so that any name can be given.
  bool explain = false;  ///< `--explain`: a third column with the number of the deciding line, or `-`.
};

/// `slipway check-ignore`: reads paths from `in` and writes one line per path to `out`, in their order:
/// `included<TAB>path` or `ignored<TAB>path`, all paths evaluated as one tree. Paths are written as they were
/// read. Lines end in a newline in both modes; a name that contains one spans lines, and its record ends
/// where the path that was given ends. Warnings (a file that would arrive empty, a pattern that cannot be
/// evaluated exactly) go to `err`. Errors: a path outside the context or an ignore file that
/// cannot be read (usage), a file that Docker would refuse (refused).
Result<void> check_ignore(const CheckIgnoreOptions& options, std::istream& in, std::ostream& out,
                          std::ostream& err);

}  // namespace slipway::image
