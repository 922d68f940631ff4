#pragma once

#include "classify/tree.hpp"

#include <map>

namespace slipway::classify {

/// A tree held in memory: what tests and the conformance cases are written against.
class MemoryTree final : public Tree {
 public:
  struct Node {
    EntryKind kind = EntryKind::file;
    std::string content;  ///< File content, link target or submodule commit.
  };

  /// Adds or replaces a file, a link or a submodule; directories come into being with their first file.
  void add(std::string path, std::string content, EntryKind kind = EntryKind::file);
  /// Removes a file, or a directory with everything below it. False if there was nothing.
  bool remove(const std::string& path);
  /// Every file, link and submodule by its path.
  const std::map<std::string, Node>& nodes() const { return nodes_; }

  Result<std::vector<TreeEntry>> list(std::string_view path) const override;
  Result<std::optional<TreeEntry>> find(std::string_view path) const override;
  Result<std::string> read(std::string_view path) const override;
  Result<std::uint64_t> size(std::string_view path) const override;

 private:
  std::map<std::string, Node> nodes_;
};

}  // namespace slipway::classify
