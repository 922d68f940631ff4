#include "git/tree_walk.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace slipway::git {
namespace {

using classify::Change;
using classify::ChangeKind;
using classify::ChangeSet;
using classify::EntryKind;
using classify::TreeEntry;

constexpr unsigned directory_mode = 040000;

/// An entry inside the bytes of a tree object, nothing copied.
struct RawEntry {
  unsigned mode = 0;
  std::string_view name;
  std::string_view id;

  bool is_directory() const { return mode == directory_mode; }
};

EntryKind kind_of(unsigned mode) {
  switch (mode & 0170000U) {
    case 0040000:
      return EntryKind::directory;
    case 0120000:
      return EntryKind::symlink;
    case 0160000:
      return EntryKind::submodule;
    default:
      return (mode & 0100U) != 0 ? EntryKind::executable : EntryKind::file;
  }
}

tl::unexpected<Error> damaged(std::string_view id) {
  return fail(ExitCode::refused, "the repository is damaged",
              fmt::format("object {} cannot be read", hex_of(id)),
              "git fsck   (shows the damage); then fetch or clone again");
}

/// Reads the entries of a tree object one after the other. The format: mode in octal, space, name, NUL, id
/// (git's Documentation/gitformat-pack and tree.c).
class Cursor {
 public:
  Cursor(std::string_view bytes, std::size_t id_size) : rest_(bytes), id_size_(id_size) { advance(); }

  bool at_end() const { return at_end_; }
  bool broken() const { return broken_; }
  const RawEntry& entry() const { return entry_; }

  void advance() {
    if (rest_.empty()) {
      at_end_ = true;
      return;
    }
    std::size_t i = 0;
    unsigned mode = 0;
    while (i < rest_.size() && rest_[i] >= '0' && rest_[i] <= '7' && i < 7) {
      mode = mode * 8 + static_cast<unsigned>(rest_[i] - '0');
      ++i;
    }
    const std::size_t end = rest_.find('\0', i);
    if (i == 0 || i >= rest_.size() || rest_[i] != ' ' || end == std::string_view::npos || end == i + 1 ||
        rest_.size() - end - 1 < id_size_) {
      broken_ = at_end_ = true;
      return;
    }
    entry_ = {mode, rest_.substr(i + 1, end - i - 1), rest_.substr(end + 1, id_size_)};
    rest_.remove_prefix(end + 1 + id_size_);
  }

 private:
  std::string_view rest_;
  std::size_t id_size_;
  RawEntry entry_;
  bool at_end_ = false;
  bool broken_ = false;
};

/// git sorts a directory as if its name ended in a slash.
int compare_names(const RawEntry& one, const RawEntry& other) {
  const std::size_t common = std::min(one.name.size(), other.name.size());
  const int order = one.name.substr(0, common).compare(other.name.substr(0, common));
  if (order != 0) {
    return order;
  }
  const auto next = [&](const RawEntry& entry) {
    return entry.name.size() > common ? static_cast<unsigned char>(entry.name[common])
           : entry.is_directory()     ? static_cast<unsigned char>('/')
                                      : static_cast<unsigned char>(0);
  };
  return static_cast<int>(next(one)) - static_cast<int>(next(other));
}

class Comparison {
 public:
  explicit Comparison(const ObjectReader& objects) : objects_(objects) {}

  Result<void> compare(std::string_view from, std::string_view to) {
    if (from == to) {
      return {};
    }
    SLIPWAY_TRY_ASSIGN(const Object before_tree, tree(from));
    SLIPWAY_TRY_ASSIGN(const Object after_tree, tree(to));
    Cursor before(before_tree.bytes, objects_.id_size());
    Cursor after(after_tree.bytes, objects_.id_size());
    while (!before.at_end() || !after.at_end()) {
      const int order = before.at_end()  ? 1
                        : after.at_end() ? -1
                                         : compare_names(before.entry(), after.entry());
      if (order < 0) {
        SLIPWAY_TRY(one_sided(before.entry(), ChangeKind::deleted));
        before.advance();
      } else if (order > 0) {
        SLIPWAY_TRY(one_sided(after.entry(), ChangeKind::added));
        after.advance();
      } else {
        SLIPWAY_TRY(both(before.entry(), after.entry()));
        before.advance();
        after.advance();
      }
    }
    if (before.broken() || after.broken()) {
      return damaged(before.broken() ? from : to);
    }
    return {};
  }

  ChangeSet changes;

 private:
  /// Without an id, an empty tree.
  Result<Object> tree(std::string_view id) const {
    if (id.empty()) {
      return Object{};
    }
    SLIPWAY_TRY_ASSIGN(Object object, objects_.read(id));
    if (object.type != ObjectType::tree) {
      return damaged(id);
    }
    return object;
  }

  Result<void> descend(const RawEntry& entry, std::string_view from, std::string_view to) {
    const std::size_t length = prefix_.size();
    prefix_ += entry.name;
    prefix_ += '/';
    SLIPWAY_TRY(compare(from, to));
    prefix_.resize(length);
    return {};
  }

  Result<void> one_sided(const RawEntry& entry, ChangeKind kind) {
    if (entry.is_directory()) {
      return kind == ChangeKind::added ? descend(entry, {}, entry.id) : descend(entry, entry.id, {});
    }
    const EntryKind what = kind_of(entry.mode);
    changes.push_back({prefix_ + std::string(entry.name), kind, what, what});
    return {};
  }

  /// Entries of the same name that are both directories or both not: git's order keeps `name` and `name/`
  /// apart.
  Result<void> both(const RawEntry& before, const RawEntry& after) {
    if (before.id == after.id && before.mode == after.mode) {
      return {};
    }
    if (before.is_directory()) {
      return descend(before, before.id, after.id);
    }
    const EntryKind was = kind_of(before.mode);
    const EntryKind is = kind_of(after.mode);
    const auto is_plain = [](EntryKind kind) {
      return kind == EntryKind::file || kind == EntryKind::executable;
    };
    ChangeKind kind = ChangeKind::modified;
    if (was != is && !(is_plain(was) && is_plain(is))) {
      kind = ChangeKind::type;
    } else if (before.id == after.id) {
      if (was == is) {
        return {};  // Historic modes such as 100664 mean the same as 100644.
      }
      kind = ChangeKind::mode;
    }
    changes.push_back({prefix_ + std::string(before.name), kind, was, is});
    return {};
  }

  const ObjectReader& objects_;
  std::string prefix_;
};

class RepositoryTree final : public classify::Tree {
 public:
  RepositoryTree(const ObjectReader& objects, std::string id) : objects_(objects), root_(std::move(id)) {}

  Result<std::vector<TreeEntry>> list(std::string_view path) const override {
    SLIPWAY_TRY_ASSIGN(const auto place, place_of(path));
    if (!place || place->mode != directory_mode) {
      return no_such(path, "directory");
    }
    SLIPWAY_TRY_ASSIGN(const Directory* found, directory(place->id));
    std::vector<TreeEntry> entries;
    entries.reserve(found->entries.size());
    for (const RawEntry& raw : found->entries) {
      entries.push_back({std::string(raw.name), kind_of(raw.mode), hex_of(raw.id)});
    }
    return entries;
  }

  Result<std::optional<TreeEntry>> find(std::string_view path) const override {
    SLIPWAY_TRY_ASSIGN(const auto place, place_of(path));
    if (!place) {
      return std::optional<TreeEntry>{};
    }
    return std::optional<TreeEntry>(
        TreeEntry{std::string(place->name), kind_of(place->mode), hex_of(place->id)});
  }

  Result<std::string> read(std::string_view path) const override {
    SLIPWAY_TRY_ASSIGN(const std::string_view id, blob_id(path));
    SLIPWAY_TRY_ASSIGN(const Object object, objects_.read(id));
    return std::string(object.bytes);
  }

  Result<std::uint64_t> size(std::string_view path) const override {
    SLIPWAY_TRY_ASSIGN(const std::string_view id, blob_id(path));
    return objects_.size(id);
  }

 private:
  static tl::unexpected<Error> no_such(std::string_view path, std::string_view what) {
    return fail(ExitCode::refused, fmt::format("the commit has no {} `{}`", what, printable(path)), {},
                "check the path, and that the file is committed: git ls-files");
  }

  /// A directory that has been read, its entries in the order of their names as bytes.
  struct Directory {
    Object object;
    std::vector<RawEntry> entries;
  };

  /// What stands at the path, in the bytes of the directory that it lies in; nothing if there is nothing.
  Result<std::optional<RawEntry>> place_of(std::string_view path) const {
    RawEntry current{directory_mode, {}, root_};
    while (!path.empty()) {
      if (current.mode != directory_mode) {
        return std::optional<RawEntry>{};
      }
      const std::size_t slash = path.find('/');
      const std::string_view name = path.substr(0, slash);
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
      SLIPWAY_TRY_ASSIGN(const Directory* in, directory(current.id));
      const auto found = std::lower_bound(
          in->entries.begin(), in->entries.end(), name,
          [](const RawEntry& entry, std::string_view wanted) { return entry.name < wanted; });
      if (found == in->entries.end() || found->name != name) {
        return std::optional<RawEntry>{};
      }
      current = *found;
    }
    return std::optional<RawEntry>(current);
  }

  Result<std::string_view> blob_id(std::string_view path) const {
    SLIPWAY_TRY_ASSIGN(const auto place, place_of(path));
    const auto kind = place ? kind_of(place->mode) : EntryKind::directory;
    if (kind == EntryKind::directory || kind == EntryKind::submodule) {
      return no_such(path, "file");
    }
    return place->id;
  }

  /// Read once: lookups of neighbouring paths share their parents.
  Result<const Directory*> directory(std::string_view id) const {
    if (const auto known = directories_.find(id); known != directories_.end()) {
      return &known->second;
    }
    Directory read;
    if (!id.empty()) {
      SLIPWAY_TRY_ASSIGN(read.object, objects_.read(id));
      if (read.object.type != ObjectType::tree) {
        return damaged(id);
      }
    }
    Cursor cursor(read.object.bytes, objects_.id_size());
    for (; !cursor.at_end(); cursor.advance()) {
      read.entries.push_back(cursor.entry());
    }
    if (cursor.broken()) {
      return damaged(id);
    }
    const auto precedes = [](const RawEntry& one, const RawEntry& other) { return one.name < other.name; };
    if (!std::is_sorted(read.entries.begin(), read.entries.end(), precedes)) {
      std::stable_sort(read.entries.begin(), read.entries.end(), precedes);
    }
    return &directories_.emplace(std::string(id), std::move(read)).first->second;
  }

  const ObjectReader& objects_;
  std::string root_;
  mutable std::map<std::string, Directory, std::less<>> directories_;
};

}  // namespace

Result<ChangeSet> compare_trees(const ObjectReader& objects, std::string_view from, std::string_view to) {
  Comparison comparison(objects);
  SLIPWAY_TRY(comparison.compare(from, to));
  return std::move(comparison.changes);
}

Result<std::string> subtree(const ObjectReader& objects, std::string_view root, std::string_view path) {
  SLIPWAY_TRY_ASSIGN(const auto entry, open_tree(objects, std::string(root))->find(path));
  if (!entry || entry->kind != EntryKind::directory) {
    return std::string{};
  }
  return id_of(entry->id);
}

std::unique_ptr<classify::Tree> open_tree(const ObjectReader& objects, std::string id) {
  return std::make_unique<RepositoryTree>(objects, std::move(id));
}

}  // namespace slipway::git
