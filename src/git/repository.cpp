#include "git/repository.hpp"

#include "git/attribute_changes.hpp"
#include "git/git_command.hpp"
#include "git/libgit2_reader.hpp"
#include "git/plumbing_reader.hpp"
#include "git/tree_walk.hpp"
#include "util/file.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>

namespace slipway::git {
namespace {

namespace fs = std::filesystem;

fs::path without_trailing_slash(const std::string& path) {
  return path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
}

tl::unexpected<Error> owned_by_someone_else(const fs::path& path) {
  return fail(
      ExitCode::refused, fmt::format("git does not trust the repository at `{}`", printable(path.native())),
      "it belongs to another user",
      fmt::format("git config --global --add safe.directory {}", shell_quote_if_needed(path.native())));
}

tl::unexpected<Error> no_repository(const fs::path& path) {
  return fail(ExitCode::refused, fmt::format("`{}` is not in a git repository", printable(path.native())), {},
              "git init && git add -A && git commit -m 'First version'");
}

/// The path git puts between quotes after "--add safe.directory", which is the one its check uses.
std::string unsafe_directory(std::string_view message, const fs::path& path) {
  constexpr std::string_view marker = "dubious ownership in repository at '";
  const std::size_t start = message.find(marker);
  if (start == std::string_view::npos) {
    return path.native();
  }
  const std::string_view rest = message.substr(start + marker.size());
  return std::string(rest.substr(0, rest.find('\'')));
}

std::optional<std::string> first_line(const Result<Finished>& finished) {
  if (!finished || !finished->ok()) {
    return {};
  }
  std::string text = finished->out;
  if (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

/// As git quotes paths in its own files (quote_c_style): a line end would end the path.
std::string c_quoted(std::string_view path) {
  std::string text = "\"";
  for (const char c : path) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') {
      text += '\\';
    }
    text += c;
  }
  return text + '"';
}

}  // namespace

std::string CommitInfo::subject() const {
  return message.substr(0, message.find('\n'));
}

Result<Repository> Repository::open(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    return fail(ExitCode::refused, fmt::format("there is no directory `{}`", printable(path.native())), {},
                "check the path");
  }
  Repository repository;
  auto opened = open_with_libgit2(path.native());
  if (opened) {
    repository.objects_ = std::move(opened->objects);
    repository.git_directory_ = without_trailing_slash(opened->git_directory);
    repository.common_directory_ = without_trailing_slash(opened->common_directory);
    repository.top_ = without_trailing_slash(opened->top.empty() ? opened->git_directory : opened->top);
    return repository;
  }
  if (opened.error().not_found) {
    return no_repository(path);
  }
  repository.fallback_reason_ = opened.error().reason;
  const auto ask = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "rev-parse");
    return run(git_command(path.native(), std::move(words)));
  };
  const auto git_directory = ask({"--absolute-git-dir"});
  if (!git_directory) {
    return tl::unexpected(git_directory.error());
  }
  if (!git_directory->ok()) {
    if (git_directory->err.find("dubious ownership") != std::string::npos || opened.error().other_owner) {
      return owned_by_someone_else(unsafe_directory(git_directory->err, path));
    }
    return fail(
        ExitCode::refused, fmt::format("the git repository at `{}` cannot be read", printable(path.native())),
        fmt::format("libgit2: {}\ngit: {}", opened.error().reason, printable_lines(trim(git_directory->err))),
        fmt::format("git -C {} status   (correct what it says)", shell_quote_if_needed(path.native())));
  }
  repository.git_directory_ = *first_line(git_directory);
  repository.top_ = first_line(ask({"--show-toplevel"})).value_or(repository.git_directory_.native());
  repository.common_directory_ = first_line(ask({"--path-format=absolute", "--git-common-dir"}))
                                     .value_or(repository.git_directory_.native());
  SLIPWAY_TRY_ASSIGN(repository.objects_, open_with_plumbing(path.native()));
  return repository;
}

Result<std::string> Repository::resolve(std::string_view revision) const {
  if (revision.empty() || revision.front() == '-' || revision.find('\0') != std::string_view::npos) {
    return fail(ExitCode::usage, fmt::format("`{}` is not a revision", printable(revision)), {},
                "name a commit, branch or tag");
  }
  auto id = objects_->resolve(revision);
  if (!id && revision == "HEAD") {
    return fail(ExitCode::refused,
                fmt::format("the repository `{}` has no commits yet", printable(top_.native())), {},
                "git add -A && git commit -m 'First version'");
  }
  SLIPWAY_TRY(id);
  return hex_of(*id);
}

bool Repository::is_shallow() const {
  std::error_code ignored;
  return fs::exists(common_directory_ / "shallow", ignored);
}

bool Repository::has(std::string_view id) const {
  return objects_->has(id_of(id));
}

Result<CommitInfo> Repository::commit(std::string_view id) const {
  SLIPWAY_TRY_ASSIGN(const Object object, objects_->read(id_of(id)));
  if (object.type != ObjectType::commit) {
    return fail(ExitCode::refused, fmt::format("{} is not a commit", id), "it is another kind of object",
                "name a commit");
  }
  CommitInfo info;
  info.id = id;
  std::string_view rest = object.bytes;
  while (!rest.empty() && rest.front() != '\n') {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with("tree ")) {
      info.tree = line.substr(5);
    } else if (line.starts_with("parent ")) {
      info.parents.emplace_back(line.substr(7));
    } else if (line.starts_with("author ") || line.starts_with("committer ")) {
      // "<name> <address> <seconds> <zone>"
      const std::size_t address_end = line.rfind('>');
      const std::size_t start = line.find(' ') + 1;
      if (address_end == std::string_view::npos || address_end < start) {
        continue;
      }
      if (line.starts_with("author ")) {
        info.author = line.substr(start, address_end + 1 - start);
      } else {
        const std::string_view numbers = trim(line.substr(address_end + 1));
        std::from_chars(numbers.data(), numbers.data() + numbers.size(), info.time);
      }
    }
  }
  info.message = rest.empty() ? std::string_view{} : rest.substr(1);
  return info;
}

Result<std::string> Repository::tree_id(std::string_view commit_or_tree, std::string_view path) const {
  SLIPWAY_TRY_ASSIGN(const Object object, objects_->read(id_of(commit_or_tree)));
  std::string root = id_of(commit_or_tree);
  if (object.type == ObjectType::commit) {
    SLIPWAY_TRY_ASSIGN(const CommitInfo info, commit(commit_or_tree));
    root = id_of(info.tree);
  }
  if (path.empty()) {
    return hex_of(root);
  }
  SLIPWAY_TRY_ASSIGN(const std::string id, subtree(*objects_, root, path));
  if (id.empty()) {
    return fail(ExitCode::refused, fmt::format("the commit has no directory `{}`", printable(path)), {},
                "commit the directory, or correct ROOT");
  }
  return hex_of(id);
}

Result<std::vector<StoredSize>> Repository::stored_sizes(const std::vector<std::string>& ids) const {
  std::string asked;
  for (const std::string& id : ids) {
    asked += id + "\n";
  }
  SLIPWAY_TRY_ASSIGN(
      const std::string said,
      run_checked(command({"cat-file", "--batch-check=%(objectname) %(objectsize) %(objectsize:disk)"}),
                  "ask for the sizes of files", asked));
  std::vector<StoredSize> sizes;
  for (const std::string& line : split(said, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    const auto bytes = words.size() == 3 ? number_of<std::uint64_t>(words[1]) : std::nullopt;
    const auto stored = words.size() == 3 ? number_of<std::uint64_t>(words[2]) : std::nullopt;
    if (bytes && stored) {
      sizes.push_back({words[0], *bytes, *stored});
    }
  }
  return sizes;
}

Result<classify::ChangeSet> Repository::differences(std::string_view from_tree,
                                                    std::string_view to_tree) const {
  return compare_trees(*objects_, id_of(from_tree), id_of(to_tree));
}

Result<classify::ChangeSet> Repository::changes(std::string_view from_tree, std::string_view to_tree) const {
  SLIPWAY_TRY_ASSIGN(classify::ChangeSet changes, differences(from_tree, to_tree));
  SLIPWAY_TRY_ASSIGN(const classify::ChangeSet rewritten,
                     rewritten_by_attributes(*this, std::string(from_tree), std::string(to_tree), changes));
  if (!rewritten.empty()) {
    changes.insert(changes.end(), rewritten.begin(), rewritten.end());
    std::sort(
        changes.begin(), changes.end(),
        [](const classify::Change& left, const classify::Change& right) { return left.path < right.path; });
  }
  return changes;
}

std::unique_ptr<classify::Tree> Repository::tree(std::string_view id) const {
  return open_tree(*objects_, id_of(id));
}

UncommittedInquiry Repository::ask_uncommitted(std::string_view path) const {
  std::vector<std::string> words{"status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all"};
  if (!path.empty()) {
    words.insert(words.end(), {"--", std::string(path)});
  }
  Command status = command(std::move(words));
  status.environment.emplace_back("GIT_LITERAL_PATHSPECS", "1");
  auto started = Child::start(status, {});
  return {std::move(status), std::move(started)};
}

Result<std::vector<UncommittedPath>> Repository::uncommitted(std::string_view path) const {
  return ask_uncommitted(path).answer();
}

Result<std::vector<UncommittedPath>> UncommittedInquiry::answer() {
  SLIPWAY_TRY_ASSIGN(Child child, std::move(status_));
  SLIPWAY_TRY_ASSIGN(Finished finished, finish(std::move(child), command_));
  SLIPWAY_TRY_ASSIGN(const std::string text,
                     checked(std::move(finished), command_, "read the state of the working tree"));
  std::vector<UncommittedPath> paths;
  for (const std::string& record : split(text, '\0')) {
    if (record.size() > 3) {
      const std::string_view state(record.data(), 2);
      const bool unmerged = state.find('U') != std::string_view::npos || state == "AA" || state == "DD";
      paths.push_back({record.substr(3), state == "??", unmerged});
    }
  }
  return paths;
}

std::optional<std::string> Repository::branch() const {
  return first_line(run(command({"symbolic-ref", "--quiet", "--short", "HEAD"})));
}

std::vector<fs::path> Repository::head_files() const {
  std::error_code ignored;
  // The reflog of HEAD is written at every commit, checkout and reset, and `git gc` leaves it in place.
  if (const fs::path reflog = git_directory_ / "logs" / "HEAD"; fs::exists(reflog, ignored)) {
    return {reflog};
  }
  std::vector<fs::path> files;
  for (const fs::path& file : {git_directory_ / "HEAD", common_directory_ / "packed-refs",
                               common_directory_ / "reftable" / "tables.list"}) {
    if (fs::exists(file, ignored)) {
      files.push_back(file);
    }
  }
  if (const auto reference = first_line(run(command({"symbolic-ref", "--quiet", "HEAD"})))) {
    // A packed reference has no file until the next commit makes one, which changes the directory above it.
    fs::path file = common_directory_ / *reference;
    while (!fs::exists(file, ignored) && file != common_directory_ && file.has_parent_path()) {
      file = file.parent_path();
    }
    files.push_back(file);
  }
  return files;
}

Result<std::string> Repository::snapshot(std::string_view message) const {
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory directory, TemporaryDirectory::create());
  const fs::path index = directory.path() / "index";
  std::error_code ignored;
  // A copy of the index spares git from hashing every file again.
  fs::copy_file(git_directory_ / "index", index, ignored);
  const auto with_index = [&](std::vector<std::string> words) {
    Command with = command(std::move(words));
    with.environment.emplace_back("GIT_INDEX_FILE", index.native());
    return with;
  };
  SLIPWAY_TRY(run_checked(with_index({"add", "--all", "--", "."}), "take a snapshot of the working tree"));
  SLIPWAY_TRY_ASSIGN(const std::string tree,
                     run_checked(with_index({"write-tree"}), "write the tree of the snapshot"));
  SLIPWAY_TRY_ASSIGN(const std::string head, resolve("HEAD"));
  return write_commit(trim(tree), {head}, message);
}

Result<std::string> Repository::write_commit(std::string_view tree, const std::vector<std::string>& parents,
                                             std::string_view message) const {
  std::vector<std::string> words{"commit-tree", "--no-gpg-sign", std::string(tree)};
  for (const std::string& parent : parents) {
    words.insert(words.end(), {"-p", parent});
  }
  Command write = command(std::move(words));
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    write.environment.emplace_back(fmt::format("GIT_{}_NAME", role), "slipway");
    write.environment.emplace_back(fmt::format("GIT_{}_EMAIL", role), "slipway@localhost");
  }
  SLIPWAY_TRY_ASSIGN(const std::string id, run_checked(write, "write a commit object",
                                                       message.empty() ? std::string_view("\n") : message));
  return std::string(trim(id));
}

Result<std::string> Repository::write_commit_object(std::string_view bytes) const {
  SLIPWAY_TRY_ASSIGN(const std::string id,
                     run_checked(command({"hash-object", "-t", "commit", "-w", "--stdin"}),
                                 "write a commit object as it arrived", bytes));
  return std::string(trim(id));
}

Result<void> Repository::write_commits(const std::vector<RootCommit>& commits) const {
  std::string input;
  for (const RootCommit& commit : commits) {
    input += fmt::format(
        "commit {}\ncommitter slipway <slipway@localhost> {} +0000\ndata {}\n{}\nM 040000 {} \"\"\n\n",
        commit.reference, seconds_since_epoch(), commit.message.size(), commit.message, commit.tree);
  }
  // As loose objects, as those of write_commit().
  SLIPWAY_TRY(run_checked(
      command({"-c", "fastimport.unpackLimit=1000000", "fast-import", "--quiet", "--force", "--done"}),
      "note what the hosts were seen with", input + "done\n"));
  return {};
}

Result<void> Repository::update_references(
    const std::vector<std::pair<std::string, std::string>>& names_and_ids) const {
  std::string input = "start\n";
  for (const auto& [name, id] : names_and_ids) {
    if (!name.starts_with("refs/slipway/")) {
      return fail(ExitCode::failure,
                  fmt::format("`{}` is not a reference below refs/slipway/", printable(name)), {},
                  "report this as a defect of Slipway");
    }
    input += id.empty() ? fmt::format("delete {}\n", name) : fmt::format("update {} {}\n", name, id);
  }
  input += "prepare\ncommit\n";
  SLIPWAY_TRY(run_checked(command({"update-ref", "--stdin"}), "update the references of the journal", input));
  return {};
}

Result<void> Repository::create_branch(std::string_view name, std::string_view commit) const {
  SLIPWAY_TRY(run_checked(command({"update-ref", "--stdin"}),
                          fmt::format("create the branch `{}`", printable(name)),
                          fmt::format("create refs/heads/{} {}\n", name, commit)));
  return {};
}

namespace {

/// What git said of checkouts, by repository and the state of its configuration file. A deployment to many
/// hosts opens the repository once for each, and git is asked once.
class KnownConfigurations {
 public:
  static std::string key_of(const fs::path& git_directory, const fs::path& common_directory) {
    const fs::path file = common_directory / "config";
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    const auto size = fs::file_size(file, error);
    return error ? std::string{}
                 : fmt::format("{} {} {}", time.time_since_epoch().count(), size, git_directory.native());
  }
  std::optional<std::string> find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    return found == known_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(const std::string& key, const std::string& configuration) {
    const std::lock_guard lock(mutex_);
    if (!key.empty()) {
      known_[key] = configuration;
    }
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> known_;
};

KnownConfigurations& known_configurations() {
  static KnownConfigurations known;
  return known;
}

}  // namespace

Result<std::string> Repository::checkout_configuration() const {
  const std::string key = checkout_configuration_
                              ? std::string{}
                              : KnownConfigurations::key_of(git_directory_, common_directory_);
  if (!checkout_configuration_) {
    checkout_configuration_ = known_configurations().find(key);
  }
  if (!checkout_configuration_) {
    constexpr const char* keys = R"(^(core\.(autocrlf|eol|attributesfile)|filter\..*\.(smudge|process))$)";
    // Status 1 says that nothing of it is set.
    SLIPWAY_TRY_ASSIGN(Finished found, run(command({"config", "-z", "--get-regexp", keys})));
    checkout_configuration_ = std::move(found.out);
    known_configurations().add(key, *checkout_configuration_);
  }
  return *checkout_configuration_;
}

Result<void> Repository::make_plain_twin(const fs::path& directory) const {
  std::error_code ignored;
  if (!fs::exists(directory / "HEAD", ignored)) {
    Command make = plain_command(
        directory, {"init", "--quiet", "--bare", "--template=",
                    objects_->id_size() == 32 ? "--object-format=sha256" : "--object-format=sha1"});
    make.directory.clear();
    SLIPWAY_TRY(run_checked(make, "make a repository without a configuration"));
  }
  fs::create_directories(directory / "objects" / "info", ignored);
  return write_file(directory / "objects" / "info" / "alternates",
                    fmt::format("{}\n", c_quoted((common_directory_ / "objects").native())));
}

Command plain_command(const fs::path& git_directory, std::vector<std::string> words) {
  Command command;
  command.argv = {"git", "--git-dir=" + git_directory.native()};
  for (const char* setting : {"core.attributesFile=/dev/null", "core.autocrlf=false", "core.eol=lf",
                              "core.fileMode=true", "core.symlinks=true"}) {
    command.argv.insert(command.argv.end(), {"-c", setting});
  }
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  // A git before 2.32 knows no GIT_CONFIG_GLOBAL: it finds none below such a home.
  command.environment = {{"LC_ALL", "C"},
                         {"GIT_CONFIG_NOSYSTEM", "1"},
                         {"GIT_ATTR_NOSYSTEM", "1"},
                         {"GIT_CONFIG_GLOBAL", "/dev/null"},
                         {"HOME", "/dev/null"},
                         {"XDG_CONFIG_HOME", "/dev/null"}};
  command.unset = {"GIT_DIR",
                   "GIT_WORK_TREE",
                   "GIT_INDEX_FILE",
                   "GIT_PREFIX",
                   "GIT_OBJECT_DIRECTORY",
                   "GIT_LITERAL_PATHSPECS",
                   "GIT_CONFIG_PARAMETERS",
                   "GIT_CONFIG_COUNT"};
  return command;
}

Command Repository::command(std::vector<std::string> words) const {
  return git_command(top_.native(), std::move(words));
}

}  // namespace slipway::git
