#pragma once

#include <iosfwd>
#include <optional>
#include <string>

namespace slipway::image {

struct CheckIgnoreOptions {
  /// `--ignore-file`. Without it `.dockerignore` in the current directory, if there is one.
  std::optional<std::string> ignore_file;
  bool stdin0 = false;  ///< `--stdin0`: paths end in NUL instead of a newline, so that any name can be given.
  bool explain = false;  ///< `--explain`: a third column with the number of the deciding line, or `-`.
};

/// `slipway check-ignore`: reads paths from `in` and writes one line per path to `out`, in their order:
/// `included<TAB>path` or `ignored<TAB>path`, all paths evaluated as one tree. Paths are written as they were
/// read. Lines end in a newline in both modes; a name that contains one spans lines, and its record ends
/// where the path that was given ends. Warnings (a file that would arrive empty, a pattern that cannot be
/// evaluated exactly) and errors go to `err`. Returns the exit status: 0, 2 for a path outside the context, 3
/// where Docker would refuse the file.
int check_ignore(const CheckIgnoreOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace slipway::image
