#pragma once

#include "classify/change.hpp"
#include "classify/tree.hpp"
#include "git/object_reader.hpp"
#include "util/process.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace slipway::git {

/// What a commit object says. Texts are the bytes git stores.
struct CommitInfo {
  std::string id;    ///< Hexadecimal.
  std::string tree;  ///< Hexadecimal.
  std::vector<std::string> parents;
  std::string author;     ///< "Name <address>"
  std::int64_t time = 0;  ///< Committer time, seconds since the epoch.
  std::string message;

  std::string subject() const;
};

/// A path of the working tree that differs from HEAD.
struct UncommittedPath {
  std::string path;  ///< Relative to the top of the working tree.
  bool untracked = false;
  bool unmerged = false;
};

/// A look at the working tree that goes on while other things are done: of many files it takes long.
class UncommittedInquiry {
 public:
  /// What differs from HEAD. To be asked once.
  Result<std::vector<UncommittedPath>> answer();

 private:
  friend class Repository;
  UncommittedInquiry(Command command, Result<Child> status)
      : command_(std::move(command)), status_(std::move(status)) {}

  Command command_;
  Result<Child> status_;
};

/// What an object takes.
struct StoredSize {
  std::string id;
  std::uint64_t bytes = 0;   ///< Of its content.
  std::uint64_t stored = 0;  ///< On this disk, compressed, or as a difference from another object.
};

/// A commit without a parent, and the reference below refs/slipway/ that is to point at it.
struct RootCommit {
  std::string reference;
  std::string tree;
  std::string message;
};

/// A repository on this machine, read through libgit2, or through git's plumbing if libgit2 refuses it.
/// What is written (release commits, references) is written by git itself.
class Repository {
 public:
  /// The repository that `path` lies in. Errors: there is none; it belongs to someone else (with the exact
  /// `safe.directory` command); nothing can read it.
  static Result<Repository> open(const std::filesystem::path& path);

  const std::filesystem::path& top() const { return top_; }
  const std::filesystem::path& git_directory() const { return git_directory_; }
  /// The directory shared by all worktrees.
  const std::filesystem::path& common_directory() const { return common_directory_; }
  /// Its history ends at some commits whose parents exist elsewhere (`git clone --depth`).
  bool is_shallow() const;
  /// Why libgit2 is not in use; empty if it is.
  const std::string& fallback_reason() const { return fallback_reason_; }

  /// All ids from here on are hexadecimal.
  /// The commit (or tree) that a revision names.
  Result<std::string> resolve(std::string_view revision) const;
  bool has(std::string_view id) const;
  Result<CommitInfo> commit(std::string_view id) const;
  /// The tree at `path` of a commit or tree. Error if `path` is not a directory of it.
  Result<std::string> tree_id(std::string_view commit_or_tree, std::string_view path) const;
  /// Every path that differs between two trees, and every file that a checkout on a host writes with other
  /// bytes because a .gitattributes file differs (ChangeKind::attributes).
  Result<classify::ChangeSet> changes(std::string_view from_tree, std::string_view to_tree) const;
  /// Every path that differs in the repository alone. An empty id is the tree without entries.
  Result<classify::ChangeSet> differences(std::string_view from_tree, std::string_view to_tree) const;
  /// The repository must outlive the tree.
  std::unique_ptr<classify::Tree> tree(std::string_view id) const;

  /// The sizes of objects, without those that are not here.
  Result<std::vector<StoredSize>> stored_sizes(const std::vector<std::string>& ids) const;

  /// What differs from HEAD in the working tree, below `path` (relative to the top; "" for all).
  Result<std::vector<UncommittedPath>> uncommitted(std::string_view path) const;
  /// The same, begun and not waited for.
  UncommittedInquiry ask_uncommitted(std::string_view path) const;
  /// The branch that HEAD is on; nothing if it is detached.
  std::optional<std::string> branch() const;
  /// Files (or directories) whose change means that HEAD has moved.
  std::vector<std::filesystem::path> head_files() const;

  /// Writes a commit of everything in the working tree that git does not ignore, without touching HEAD, the
  /// index or the working tree. Returns its id; with nothing to add it is an ordinary commit of the same
  /// tree.
  Result<std::string> snapshot(std::string_view message) const;
  /// Writes a commit object and returns its id.
  Result<std::string> write_commit(std::string_view tree, const std::vector<std::string>& parents,
                                   std::string_view message) const;
  /// Stores the bytes of a commit object made elsewhere and returns its id.
  Result<std::string> write_commit_object(std::string_view bytes) const;
  /// Writes commits and their references, however many, with one call of git.
  Result<void> write_commits(const std::vector<RootCommit>& commits) const;
  /// Points references below refs/slipway/ at commits, all of them or none. An empty id removes one.
  Result<void> update_references(const std::vector<std::pair<std::string, std::string>>& names_and_ids) const;

  /// Makes a branch that is not there yet. Error: there is one of that name, or none can have it.
  Result<void> create_branch(std::string_view name, std::string_view commit) const;

  /// What the configuration says of how files are written in a checkout, as `git config -z --get-regexp`
  /// prints it: core.autocrlf, core.eol, core.attributesfile and the filters. Asked once.
  Result<std::string> checkout_configuration() const;

  /// Makes a bare repository in `directory`, if there is none yet, that has this one's objects and nothing
  /// else: no configuration, no attributes. For plain_command.
  Result<void> make_plain_twin(const std::filesystem::path& directory) const;

  /// A git command in this repository.
  Command command(std::vector<std::string> words) const;

 private:
  Repository() = default;

  std::unique_ptr<ObjectReader> objects_;
  std::filesystem::path top_;
  std::filesystem::path git_directory_;
  std::filesystem::path common_directory_;
  std::string fallback_reason_;
  mutable std::optional<std::string> checkout_configuration_;
};

/// A git command in a repository that make_plain_twin has made, with nobody's configuration and attributes,
/// as on a host.
Command plain_command(const std::filesystem::path& git_directory, std::vector<std::string> words);

}  // namespace slipway::git
