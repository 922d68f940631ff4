#include "git/attribute_changes.hpp"

#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <array>
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

/// What of a file's attributes decides the bytes of a checkout on a host.
struct Conversion {
  std::string line_ends;
  std::string ident;
  std::string encoding;

  friend bool operator==(const Conversion&, const Conversion&) = default;
};

Conversion conversion_of(const std::map<std::string, std::string>& attributes) {
  const auto value = [&](const char* name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string("unspecified") : found->second;
  };
  Conversion conversion;
  const std::string text = value("text") == "unspecified" ? value("crlf") : value("text");
  if (text != "unset" && value("eol") == "crlf") {
    conversion.line_ends = text == "auto" ? "crlf if it is text" : "crlf";
  }
  conversion.ident = value("ident") == "set" ? "set" : "";
  const std::string encoding = value("working-tree-encoding");
  if (encoding != "unspecified" && encoding != "unset" && encoding != "set") {
    conversion.encoding = encoding;
  }
  return conversion;
}

/// The files of one tree, in an index of a repository that has nothing but the objects of the other one.
class PlainIndex {
 public:
  static Result<PlainIndex> of(const Repository& repository, const std::string& tree,
                               const std::filesystem::path& twin, const std::filesystem::path& index) {
    PlainIndex plain(twin, index);
    SLIPWAY_TRY(run_checked(plain.command({"read-tree", tree}), "the files of a tree in an index"));
    SLIPWAY_TRY_ASSIGN(const std::string list,
                       run_checked(plain.command({"ls-files", "--stage", "-z"}), "the files of a tree"));
    const auto files = repository.tree(tree);
    for (const std::string& line : split(list, '\0')) {
      const std::size_t tab = line.find('\t');
      if (tab == std::string::npos) {
        continue;
      }
      std::string path = line.substr(tab + 1);
      if (is_attributes_file(path)) {
        // In a partial clone it may have to be fetched, and git here knows nobody to ask.
        SLIPWAY_TRY(files->read(path));
      }
      const bool is_executable = line.starts_with("100755");
      if (is_executable || line.starts_with("100644") || line.starts_with("100664")) {
        plain.files.emplace(std::move(path), is_executable ? EntryKind::executable : EntryKind::file);
      }
    }
    return plain;
  }

  Result<std::map<std::string, Conversion>> conversions(const std::string& paths) const {
    constexpr std::array names{"text", "crlf", "eol", "ident", "working-tree-encoding"};
    Command ask = command({"check-attr", "-z", "--stdin", "--cached"});
    ask.argv.insert(ask.argv.end(), names.begin(), names.end());
    SLIPWAY_TRY_ASSIGN(const std::string text, run_checked(ask, "the attributes of the files", paths));
    std::map<std::string, std::map<std::string, std::string>> attributes;
    const std::vector<std::string> words = split(text, '\0');
    for (std::size_t i = 0; i + 2 < words.size(); i += 3) {
      attributes[words[i]][words[i + 1]] = words[i + 2];
    }
    std::map<std::string, Conversion> result;
    for (const auto& [path, values] : attributes) {
      result.emplace(path, conversion_of(values));
    }
    return result;
  }

  std::map<std::string, EntryKind> files;

 private:
  PlainIndex(std::filesystem::path twin, std::filesystem::path index)
      : twin_(std::move(twin)), index_(std::move(index)) {}

  Command command(std::vector<std::string> words) const {
    Command command = plain_command(twin_, std::move(words));
    command.environment.emplace_back("GIT_INDEX_FILE", index_.native());
    return command;
  }

  std::filesystem::path twin_;
  std::filesystem::path index_;
};

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
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory scratch, TemporaryDirectory::create());
  const std::filesystem::path twin = scratch.path() / "twin";
  SLIPWAY_TRY(repository.make_plain_twin(twin));
  SLIPWAY_TRY_ASSIGN(const auto before,
                     PlainIndex::of(repository, from_tree, twin, scratch.path() / "before"));
  SLIPWAY_TRY_ASSIGN(const auto after, PlainIndex::of(repository, to_tree, twin, scratch.path() / "after"));
  std::string paths;
  for (const auto& file : after.files) {
    const std::string& path = file.first;
    const bool is_governed = std::any_of(directories.begin(), directories.end(),
                                         [&](const std::string& start) { return path.starts_with(start); });
    if (is_governed && !changed.contains(path)) {
      paths += path + '\0';
    }
  }
  SLIPWAY_TRY_ASSIGN(const auto then, before.conversions(paths));
  SLIPWAY_TRY_ASSIGN(const auto now, after.conversions(paths));
  ChangeSet rewritten;
  for (const auto& [path, conversion] : now) {
    const auto was = then.find(path);
    if (was == then.end() || was->second != conversion) {
      const EntryKind kind = after.files.at(path);
      rewritten.push_back({path, ChangeKind::attributes, kind, kind});
    }
  }
  return rewritten;
}

}  // namespace slipway::git
