#pragma once

#include "git/object_reader.hpp"

namespace slipway::git {

/// Why libgit2 will not open a repository that git itself may be able to read.
struct Unsupported {
  std::string reason;
  bool other_owner = false;  ///< The directory belongs to someone else (git's safe.directory).
  bool not_found = false;    ///< There is no repository at all.
};

/// A repository that libgit2 reads, and where its parts lie.
struct Opened {
  std::unique_ptr<ObjectReader> objects;
  std::string top;  ///< Empty for a bare repository.
  std::string git_directory;
  std::string common_directory;
};

/// Opens the repository that `path` lies in.
tl::expected<Opened, Unsupported> open_with_libgit2(const std::string& path);

/// "1.5.1"
std::string libgit2_version();

}  // namespace slipway::git
