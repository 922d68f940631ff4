#include "classify/memory_tree.hpp"

#include "util/digest.hpp"

#include <fmt/format.h>

namespace slipway::classify {
namespace {

std::string with_slash(std::string_view directory) {
  return directory.empty() ? std::string{} : std::string(directory) + '/';
}

std::string node_id(const MemoryTree::Node& node) {
  return sha256_hex(fmt::format("{}\n{}", static_cast<int>(node.kind), node.content));
}

tl::unexpected<Error> missing(std::string_view path, std::string_view what) {
  return fail(ExitCode::refused, fmt::format("there is no {} at `{}`", what, path), {}, "check the path");
}

}  // namespace

void MemoryTree::add(std::string path, std::string content, EntryKind kind) {
  nodes_.insert_or_assign(std::move(path), Node{kind, std::move(content)});
}

bool MemoryTree::remove(const std::string& path) {
  auto removed = nodes_.erase(path);
  const std::string prefix = with_slash(path);
  for (auto node = nodes_.lower_bound(prefix); node != nodes_.end() && node->first.starts_with(prefix);) {
    node = nodes_.erase(node);
    ++removed;
  }
  return removed != 0;
}

Result<std::vector<TreeEntry>> MemoryTree::list(std::string_view path) const {
  const std::string prefix = with_slash(path);
  std::map<std::string, TreeEntry> entries;
  std::map<std::string, std::string> directory_contents;
  for (auto node = nodes_.lower_bound(prefix); node != nodes_.end() && node->first.starts_with(prefix);
       ++node) {
    const std::string rest = node->first.substr(prefix.size());
    const auto slash = rest.find('/');
    if (slash == std::string::npos) {
      entries[rest] = TreeEntry{rest, node->second.kind, node_id(node->second)};
    } else {
      const std::string name = rest.substr(0, slash);
      entries[name] = TreeEntry{name, EntryKind::directory, {}};
      const std::string below = rest.substr(slash + 1);
      directory_contents[name] += fmt::format("{}:{}:{}\n", below.size(), below, node_id(node->second));
    }
  }
  if (entries.empty() && !path.empty()) {
    return missing(path, "directory");
  }
  std::vector<TreeEntry> sorted;
  for (auto& [name, entry] : entries) {
    if (entry.kind == EntryKind::directory) {
      entry.id = sha256_hex(directory_contents[name]);
    }
    sorted.push_back(entry);
  }
  return sorted;
}

Result<std::optional<TreeEntry>> MemoryTree::find(std::string_view path) const {
  if (path.empty()) {
    std::string content;
    for (const auto& [name, node] : nodes_) {
      content += fmt::format("{}:{}:{}\n", name.size(), name, node_id(node));
    }
    return TreeEntry{{}, EntryKind::directory, sha256_hex(content)};
  }
  const auto slash = path.rfind('/');
  const std::string_view parent =
      slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const auto entries = list(parent);
  if (entries) {
    for (const auto& entry : *entries) {
      if (entry.name == name) {
        return entry;
      }
    }
  }
  return std::optional<TreeEntry>{};
}

Result<std::string> MemoryTree::read(std::string_view path) const {
  const auto node = nodes_.find(std::string(path));
  if (node == nodes_.end() || node->second.kind == EntryKind::submodule) {
    return missing(path, "file");
  }
  return node->second.content;
}

Result<std::uint64_t> MemoryTree::size(std::string_view path) const {
  SLIPWAY_TRY_ASSIGN(const std::string content, read(path));
  return content.size();
}

}  // namespace slipway::classify
