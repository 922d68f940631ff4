#include "deploy/plan/whole_tree.hpp"

#include "deploy/plan/shipment.hpp"
#include "image/context/tree_survey.hpp"
#include "image/predict/placeholders.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// The digest that a pointer names; nothing if it is none that names one.
std::optional<std::string> digest_in(std::string_view pointer) {
  constexpr std::string_view key = "oid sha256:";
  constexpr std::size_t digits = 64;
  const std::size_t at = pointer.find(key);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string digest(pointer.substr(at + key.size(), digits));
  const bool is_digest =
      digest.size() == digits && digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_digest ? std::optional(digest) : std::nullopt;
}

/// Attributes may be written above ROOT, in any directory, or for this clone alone: who has contents has
/// pointers somewhere.
bool has_lfs_store(const git::Repository& repository) {
  std::error_code error;
  return fs::is_directory(repository.common_directory() / "lfs/objects", error);
}

class TreeCompletion {
 public:
  TreeCompletion(const git::Repository& repository, const std::string& root)
      : repository_(repository), root_(root), notes_(repository.common_directory() / "slipway-lfs-blobs") {}

  Result<std::string> complete(const std::string& id) {
    const auto tree = repository_.tree(id);
    SLIPWAY_TRY_ASSIGN(const image::TreeSurvey survey, image::survey_tree(*tree));
    if (survey.lfs.any() || !root_.empty() || has_lfs_store(repository_)) {
      SLIPWAY_TRY(add_contents(*tree, survey));
    }
    for (const std::string& path : survey.submodules) {
      SLIPWAY_TRY(add_submodule(*tree, path));
    }
    return files_.empty() ? id : tree_with(repository_, id, files_);
  }

 private:
  Result<void> add_contents(const classify::Tree& tree, const image::TreeSurvey& survey) {
    read_notes();
    const std::size_t known = blobs_.size();
    for (const std::string& path : survey.files) {
      // What a partial clone has not got yet is left to those who need it.
      const auto is_pointer = tree.size(path) ? image::is_lfs_pointer(tree, path) : Result<bool>(false);
      if (!is_pointer || !*is_pointer) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const std::string pointer, tree.read(path));
      SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(path));
      const auto digest = digest_in(pointer);
      const auto blob = digest ? blob_of(*digest) : std::nullopt;
      if (blob && entry) {
        files_.push_back({mode_of(entry->kind), *blob, path, 0});
      }
    }
    if (blobs_.size() != known) {
      write_notes();
    }
    return {};
  }

  /// The content as a blob; nothing if the local store has it not.
  std::optional<std::string> blob_of(const std::string& digest) {
    const auto noted = blobs_.find(digest);
    if (noted != blobs_.end() && repository_.has(noted->second)) {
      return noted->second;
    }
    const fs::path file =
        repository_.common_directory() / "lfs/objects" / digest.substr(0, 2) / digest.substr(2, 2) / digest;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
      return {};
    }
    const auto written = run(repository_.command(
        {"-c", "core.looseCompression=0", "hash-object", "-w", "--no-filters", "--", file.native()}));
    if (!written || !written->ok()) {
      return {};
    }
    return blobs_[digest] = std::string(trim(written->out));
  }

  void read_notes() {
    for (const std::string& line : split(read_file(notes_).value_or(std::string{}), '\n')) {
      if (const auto words = split(line, ' '); words.size() == 2) {
        blobs_[words[0]] = words[1];
      }
    }
  }

  /// Without them the same is found out again.
  void write_notes() const {
    std::string text;
    for (const auto& [digest, blob] : blobs_) {
      text += fmt::format("{} {}\n", digest, blob);
    }
    [[maybe_unused]] const auto written = write_file(notes_, text);
  }

  Result<void> add_submodule(const classify::Tree& tree, const std::string& path) {
    SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(path));
    const fs::path directory = repository_.top() / root_ / path;
    std::error_code error;
    if (!entry || !fs::exists(directory / ".git", error)) {
      return {};
    }
    const auto in_submodule = [&](std::vector<std::string> words) {
      Command command = repository_.command(std::move(words));
      command.directory = directory.native();
      return command;
    };
    const auto listed = run(in_submodule({"ls-tree", "-r", "-z", "--full-tree", entry->id}));
    if (!listed || !listed->ok()) {
      return {};  // Its clone does not have that commit.
    }
    const auto objects = run(in_submodule({"rev-list", "--objects", "--no-walk", entry->id}));
    if (!objects || !objects->ok()) {
      return {};
    }
    if (!repository_.has(entry->id)) {
      SLIPWAY_TRY_ASSIGN(
          const std::string pack,
          run_checked(in_submodule({"pack-objects", "--quiet", "--stdout"}),
                      fmt::format("pack the files of the submodule `{}`", printable(path)), objects->out));
      SLIPWAY_TRY(run_checked(
          repository_.command({"index-pack", "--stdin"}),
          fmt::format("take the files of the submodule `{}` into this repository", printable(path)), pack));
    }
    files_.push_back({"0", std::string(entry->id.size(), '0'), path, 0});
    for (const std::string& line : split(listed->out, '\0')) {
      const std::size_t tab = line.find('\t');
      if (const auto words = split(line.substr(0, tab), ' '); tab != std::string::npos && words.size() == 3) {
        files_.push_back({words[0], words[2], path + "/" + line.substr(tab + 1), 0});
      }
    }
    return {};
  }

  const git::Repository& repository_;
  const std::string& root_;
  fs::path notes_;
  std::map<std::string, std::string> blobs_;  ///< By the digest that a pointer names.
  std::vector<TreeFile> files_;
};

/// Hardly any repository has one of the two.
Result<bool> may_have_placeholders(const classify::Tree& tree) {
  for (const char* name : {".gitmodules", ".gitattributes"}) {
    SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(name));
    if (!entry ||
        (entry->kind != classify::EntryKind::file && entry->kind != classify::EntryKind::executable)) {
      continue;
    }
    const auto text =
        std::string_view(name) == ".gitattributes" ? tree.read(name) : Result<std::string>("lfs");
    if (text && text->find("lfs") != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::string> whole_tree(const git::Repository& repository, const std::string& tree,
                               const std::string& root) {
  SLIPWAY_TRY_ASSIGN(bool may_have, may_have_placeholders(*repository.tree(tree)));
  may_have = may_have || has_lfs_store(repository);
  if (!may_have && !root.empty()) {
    // What is said of all files stands at the top.
    const auto head = repository.resolve("HEAD");
    const auto top = head ? repository.tree_id(*head, {}) : head;
    if (top) {
      SLIPWAY_TRY_ASSIGN(may_have, may_have_placeholders(*repository.tree(*top)));
    }
  }
  return may_have ? TreeCompletion(repository, root).complete(tree) : tree;
}

}  // namespace slipway::deploy
