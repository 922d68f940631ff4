#include "deploy/remote/large_files.hpp"

#include <algorithm>

namespace slipway::deploy {
namespace {

constexpr std::uint64_t least_size = 256U << 10U;
/// Smaller files are soon compressed, whether or not it helps.
constexpr std::uint64_t least_weighed = 16U << 20U;
/// A new file of this size is nothing to hold in memory for. The host has the same threshold for its journal.
constexpr std::uint64_t least_passed_through = 16U << 20U;

/// Of a hundred bytes.
constexpr std::uint64_t most_of_compressible = 90;

std::uint64_t size_at(const classify::Tree* tree, const std::string& path) {
  return tree == nullptr ? 0 : tree->size(path).value_or(0);
}

std::string id_at(const classify::Tree* tree, const std::string& path) {
  const auto found = tree == nullptr ? Result<std::optional<classify::TreeEntry>>{} : tree->find(path);
  return found && *found ? (*found)->id : std::string{};
}

bool is_in(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

std::vector<LargeFile> large_files(const git::Repository& repository, const std::string& known,
                                   const std::string& tree) {
  std::vector<LargeFile> found;
  const auto from = known.empty() ? Result<std::string>() : repository.tree_id(known, "");
  const auto changes =
      from ? repository.differences(*from, tree) : Result<classify::ChangeSet>(tl::unexpected(from.error()));
  if (!changes) {
    return found;
  }
  const auto before = known.empty() ? nullptr : repository.tree(*from);
  const auto after = repository.tree(tree);
  std::vector<std::string> weighed;
  for (const classify::Change& change : *changes) {
    if (change.kind != classify::ChangeKind::modified && change.kind != classify::ChangeKind::added) {
      continue;
    }
    const std::uint64_t size = size_at(after.get(), change.path);
    if (size < least_size) {
      continue;
    }
    LargeFile file{.id = id_at(after.get(), change.path), .size = size};
    const std::uint64_t size_before =
        change.kind == classify::ChangeKind::modified ? size_at(before.get(), change.path) : 0;
    if (size_before >= least_size) {
      file.base = id_at(before.get(), change.path);
      file.size = std::max(size, size_before);
    }
    // The mode alone may have changed.
    if (file.id.empty() || file.id == file.base) {
      continue;
    }
    if (file.size >= least_weighed) {
      weighed.push_back(file.id);
    }
    found.push_back(std::move(file));
  }
  if (!weighed.empty()) {
    if (const auto sizes = repository.stored_sizes(weighed)) {
      for (LargeFile& file : found) {
        const auto size = std::find_if(sizes->begin(), sizes->end(),
                                       [&](const git::StoredSize& one) { return one.id == file.id; });
        if (size != sizes->end()) {
          file.is_compressible = size->stored < size->bytes / 100 * most_of_compressible;
        }
      }
    }
  }
  return found;
}

Packing packing_of(const std::vector<LargeFile>& files, const std::vector<std::string>& made) {
  Packing packing;
  std::uint64_t compressible = 0;
  std::uint64_t incompressible = 0;
  bool has_base = false;
  for (const LargeFile& file : files) {
    if (is_in(made, file.id) || file.size < least_passed_through) {
      continue;
    }
    (file.is_compressible ? compressible : incompressible) += file.size;
    has_base = has_base || !file.base.empty();
  }
  // If git is to find what differs, it has to read both whole.
  packing.passes_through = compressible + incompressible > 0 && !has_base;
  packing.compresses = incompressible <= compressible * 4;
  return packing;
}

std::uint64_t largest_of(const std::vector<LargeFile>& files, const std::vector<std::string>& made) {
  std::uint64_t largest = 0;
  for (const LargeFile& file : files) {
    if (!is_in(made, file.id)) {
      largest = std::max(largest, file.size);
    }
  }
  return largest;
}

}  // namespace slipway::deploy
