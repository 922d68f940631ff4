#include "git/attribute_changes.hpp"

#include "git/checkout_attributes.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace slipway::git {
namespace {

using classify::Change;
using classify::ChangeKind;
using classify::ChangeSet;
using classify::EntryKind;

constexpr std::string_view attributes_file = ".gitattributes";

bool is_attributes_file(std::string_view path) {
  return path == attributes_file ||
         (path.ends_with(attributes_file) && path[path.size() - attributes_file.size() - 1] == '/');
}

/// Whether a host's checkout writes the same bytes with both. Filters play no part: a host has none.
bool write_alike(const Attributes& one, const Attributes& other) {
  const auto encoding = [](const Attributes& of) {
    const std::string& value = value_of(of, "working-tree-encoding");
    return value == "unset" || value == "set" ? std::string("unspecified") : value;
  };
  return line_ends(one, "false", false) == line_ends(other, "false", false) &&
         (value_of(one, "ident") == "set") == (value_of(other, "ident") == "set") &&
         encoding(one) == encoding(other);
}

/// The files of a tree, and not its links and submodules, with their kinds. Every .gitattributes file of it
/// has been read: in a partial clone one may have to be fetched, and git in `index` knows nobody to ask.
Result<std::map<std::string, EntryKind>> files_of(const Repository& repository, const std::string& tree,
                                                  const PlainIndex& index) {
  SLIPWAY_TRY_ASSIGN(const std::string list,
                     run_checked(index.command({"ls-files", "--stage", "-z"}), "list the files of a tree"));
  const auto content = repository.tree(tree);
  std::map<std::string, EntryKind> files;
  for (const std::string& line : split(list, '\0')) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || !line.starts_with("100")) {
      continue;
    }
    const std::string path = line.substr(tab + 1);
    if (is_attributes_file(path)) {
      SLIPWAY_TRY(content->read(path));
    }
    files.emplace(path, line.starts_with("100755") ? EntryKind::executable : EntryKind::file);
  }
  return files;
}

}  // namespace

Result<ChangeSet> rewritten_by_attributes(const Repository& repository, const std::string& from_tree,
                                          const std::string& to_tree, const ChangeSet& changes) {
  std::vector<std::string> directories;
  std::set<std::string_view> changed;
  for (const Change& change : changes) {
    changed.insert(change.path);
    if (is_attributes_file(change.path)) {
      directories.push_back(change.path.substr(0, change.path.size() - attributes_file.size()));
    }
  }
  if (directories.empty() || from_tree.empty() || to_tree.empty()) {
    return ChangeSet{};
  }
  SLIPWAY_TRY_ASSIGN(const PlainIndex before, PlainIndex::of(repository, from_tree));
  SLIPWAY_TRY_ASSIGN(const PlainIndex after, PlainIndex::of(repository, to_tree));
  SLIPWAY_TRY(files_of(repository, from_tree, before));
  SLIPWAY_TRY_ASSIGN(const auto files, files_of(repository, to_tree, after));
  std::vector<std::string> paths;
  for (const auto& file : files) {
    const bool is_governed =
        std::any_of(directories.begin(), directories.end(),
                    [&file](const std::string& directory) { return file.first.starts_with(directory); });
    if (is_governed && !changed.contains(file.first)) {
      paths.push_back(file.first);
    }
  }
  const std::vector<std::string> ask{"check-attr", "-z", "--stdin", "--cached"};
  SLIPWAY_TRY_ASSIGN(const auto then, attributes_of(before.command(ask), paths, {}));
  SLIPWAY_TRY_ASSIGN(const auto now, attributes_of(after.command(ask), paths, {}));
  ChangeSet rewritten;
  for (const auto& [path, attributes] : now) {
    const auto was = then.find(path);
    if (was == then.end() || !write_alike(was->second, attributes)) {
      const EntryKind kind = files.at(path);
      rewritten.push_back({path, ChangeKind::attributes, kind, kind});
    }
  }
  return rewritten;
}

}  // namespace slipway::git
