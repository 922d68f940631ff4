#pragma once

#include "git/repository.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A file of a release that the release before does not have in this form.
struct LargeFile {
  std::string base = {};        ///< The object that it was before; empty if it is new, or was small.
  std::string id = {};          ///< The object that it is.
  std::uint64_t size = 0;       ///< Of the larger of the two, in bytes.
  bool is_compressible = true;  ///< Whether its object takes clearly less room here than its bytes.
};

/// The new and changed files from 256 KiB on, compared with `known` (a commit; empty for the first release).
/// git's own differences of smaller files are small enough.
std::vector<LargeFile> large_files(const git::Repository& repository, const std::string& known,
                                   const std::string& tree);

/// How the objects of large files are written into a pack.
struct Packing {
  /// Some are so large that git holds none of them in memory, but compares none either.
  bool passes_through = false;
  /// Compressing them would take longer than anything else, and gain nothing.
  bool compresses = true;
};

/// For files of which the objects in `made` are on the host already.
Packing packing_of(const std::vector<LargeFile>& files, const std::vector<std::string>& made);

/// Size of the largest file whose object is not in `made`.
std::uint64_t largest_of(const std::vector<LargeFile>& files, const std::vector<std::string>& made);

}  // namespace slipway::deploy
