#pragma once

#include "util/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// What git can store under a name.
enum class EntryKind : std::uint8_t { file, executable, symlink, directory, submodule };

/// One entry of a directory of a tree. `name` is the bytes git stores, in whatever encoding.
struct TreeEntry {
  std::string name;
  EntryKind kind = EntryKind::file;
  std::string
      id;  ///< Hexadecimal object id: equal ids mean equal content, for files and for directories alike.

  friend bool operator==(const TreeEntry&, const TreeEntry&) = default;
};

/// A read-only directory tree, such as the tree of a commit. Paths are relative to its root, use `/`, have no
/// leading or trailing slash and no `.` or `..` components; "" is the root itself.
/// A failed read is an error, never an empty answer.
class Tree {
 public:
  Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  virtual ~Tree() = default;

  /// The entries of a directory, sorted by name as bytes. An error if `path` is not a directory.
  virtual Result<std::vector<TreeEntry>> list(std::string_view path) const = 0;

  /// The entry at `path`, or nothing if there is none. The root is a directory entry without a name.
  /// Symbolic links are not followed.
  virtual Result<std::optional<TreeEntry>> find(std::string_view path) const = 0;

  /// The content of a file, or the target of a symbolic link. An error if `path` is neither.
  virtual Result<std::string> read(std::string_view path) const = 0;

  /// The size in bytes of the file at `path`. An error if it is not a file or link.
  virtual Result<std::uint64_t> size(std::string_view path) const = 0;
};

}  // namespace slipway::classify
