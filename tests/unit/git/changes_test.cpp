#include "git/repository.hpp"
#include "scratch_repository.hpp"

#include <algorithm>
#include <random>

namespace slipway::git {
namespace {

using classify::Change;
using classify::ChangeKind;
using classify::EntryKind;
using testing_support::ScratchRepository;

EntryKind kind_of(const std::string& mode) {
  return mode == "120000"   ? EntryKind::symlink
         : mode == "160000" ? EntryKind::submodule
         : mode == "100755" ? EntryKind::executable
                            : EntryKind::file;
}

/// What `git diff-tree` says, in our terms: ":<mode> <mode> <id> <id> <letter>", NUL, path, NUL.
std::vector<Change> expected_changes(const ScratchRepository& scratch, const std::string& from,
                                     const std::string& to) {
  const auto fields = split(scratch.git({"diff-tree", "-r", "-z", "--no-renames", from, to}), '\0');
  std::vector<Change> changes;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const auto words = split(fields[i].substr(1), ' ');
    const EntryKind before = kind_of(words[0]);
    const EntryKind after = kind_of(words[1]);
    Change change{fields[i + 1], ChangeKind::modified, before, after};
    switch (words[4].front()) {
      case 'A':
        change.kind = ChangeKind::added;
        change.before = after;
        break;
      case 'D':
        change.kind = ChangeKind::deleted;
        change.after = before;
        break;
      case 'T':
        change.kind = ChangeKind::type;
        break;
      default:
        change.kind = words[2] == words[3] ? ChangeKind::mode : ChangeKind::modified;
    }
    changes.push_back(change);
  }
  return changes;
}

std::string shown(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes) {
    text += std::string(name_of(change.kind)) + " " + std::to_string(static_cast<int>(change.before)) +
            std::to_string(static_cast<int>(change.after)) + " " + printable(change.path) + "\n";
  }
  return text;
}

void expect_as_git(const Repository& repository, const ScratchRepository& scratch, const std::string& from,
                   const std::string& to) {
  const auto ours = repository.changes(scratch.tree_of(from), scratch.tree_of(to));
  ASSERT_TRUE(ours) << ours.error().because;
  EXPECT_EQ(shown(*ours), shown(expected_changes(scratch, from, to)));
}

/// A tree given to `git mktree`-like plumbing: an index of its own, entry by entry.
std::string commit_of_entries(const ScratchRepository& scratch, const std::vector<std::string>& entries) {
  std::string input;
  for (const std::string& entry : entries) {
    input += entry + '\0';
  }
  scratch.git({"read-tree", "--empty"});
  scratch.git({"update-index", "-z", "--index-info"}, input);
  return scratch.git({"commit-tree", scratch.git({"write-tree"}), "-m", "entries"});
}

TEST(Changes, EveryKind) {
  const ScratchRepository scratch;
  const std::string one = scratch.git({"hash-object", "-w", "--stdin"}, "one");
  const std::string two = scratch.git({"hash-object", "-w", "--stdin"}, "two");
  const std::string commit(40, 'a');
  const std::string other_commit(40, 'b');
  const auto entry = [](const char* mode, const std::string& id, const std::string& path) {
    return std::string(mode) + " " + id + "\t" + path;
  };
  const std::string from = commit_of_entries(
      scratch,
      {entry("100644", one, "modified"), entry("100644", one, "mode"), entry("100644", one, "both"),
       entry("100644", one, "to-link"), entry("120000", one, "link"), entry("160000", commit, "submodule"),
       entry("160000", commit, "was-submodule"), entry("100644", one, "deleted"),
       entry("100644", one, "directory/file"), entry("100644", one, "same/deep/file"),
       entry("100644", one, "becomes-directory"), entry("100644", one, "a-b"), entry("100644", one, "a/b")});
  const std::string to = commit_of_entries(
      scratch, {entry("100644", two, "modified"), entry("100755", one, "mode"), entry("100755", two, "both"),
                entry("120000", one, "to-link"), entry("120000", two, "link"),
                entry("160000", other_commit, "submodule"), entry("100644", one, "was-submodule"),
                entry("100644", one, "added"), entry("100644", one, "directory"),
                entry("100644", one, "same/deep/file"), entry("100644", one, "becomes-directory/file"),
                entry("100644", two, "a-b"), entry("100644", one, "a")});
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  const auto changes = repository->changes(scratch.tree_of(from), scratch.tree_of(to));
  ASSERT_TRUE(changes);
  const auto kind = [&](const std::string& path) {
    const auto found = std::find_if(changes->begin(), changes->end(),
                                    [&](const Change& change) { return change.path == path; });
    return found == changes->end() ? "unchanged" : std::string(name_of(found->kind));
  };
  EXPECT_EQ(kind("modified"), "modified");
  EXPECT_EQ(kind("mode"), "mode");
  EXPECT_EQ(kind("both"), "modified");
  EXPECT_EQ(kind("to-link"), "type");
  EXPECT_EQ(kind("link"), "modified");
  EXPECT_EQ(kind("submodule"), "modified");
  EXPECT_EQ(kind("was-submodule"), "type");
  EXPECT_EQ(kind("deleted"), "deleted");
  EXPECT_EQ(kind("added"), "added");
  EXPECT_EQ(kind("directory/file"), "deleted");
  EXPECT_EQ(kind("directory"), "added");
  EXPECT_EQ(kind("becomes-directory"), "deleted");
  EXPECT_EQ(kind("becomes-directory/file"), "added");
  EXPECT_EQ(kind("same/deep/file"), "unchanged");
  expect_as_git(*repository, scratch, from, to);
  expect_as_git(*repository, scratch, to, from);
}

TEST(Changes, NamesAreBytes) {
  const ScratchRepository scratch;
  scratch.commit("empty");
  for (const char* name : {"new\nline", "-rf", "--help", "caf\xe9", "tab\t", "\"quoted\"", "a b/c d",
                           "\\back", "$(id)", "\x01", "ü"}) {
    scratch.write(name, "x");
  }
  scratch.commit("odd names");
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  expect_as_git(*repository, scratch, "HEAD^", "HEAD");
  const auto changes = repository->changes(scratch.tree_of("HEAD^"), scratch.tree_of("HEAD"));
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->size(), 11U);
  const auto tree = repository->tree(scratch.tree_of("HEAD"));
  for (const Change& change : *changes) {
    EXPECT_EQ(tree->read(change.path), "x") << printable(change.path);
  }
}

TEST(Changes, AMissingObjectIsAnErrorAndNeverAnAnswer) {
  const ScratchRepository scratch;
  scratch.write("src/a", "1");
  const std::string from = scratch.commit();
  scratch.write("src/a", "2");
  const std::string to = scratch.commit();
  const std::string subtree = scratch.git({"rev-parse", to + ":src"});
  std::filesystem::remove(scratch.path() / ".git/objects" / subtree.substr(0, 2) / subtree.substr(2));
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  const auto changes = repository->changes(scratch.tree_of(from), scratch.tree_of(to));
  ASSERT_FALSE(changes);
  EXPECT_NE(changes.error().what.find(subtree), std::string::npos) << changes.error().what;
}

// Property: on random trees, the answer is git's.
TEST(Changes, AgreeWithGitOnRandomTrees) {
  const ScratchRepository scratch;
  std::mt19937 random(42);
  std::vector<std::string> blobs;
  for (const char* content : {"a", "b", "c"}) {
    blobs.push_back(scratch.git({"hash-object", "-w", "--stdin"}, content));
  }
  const std::vector<std::string> names{"a", "a-", "a.", "a0", "b", "B", "-", "\xff", "x\ny"};
  const auto random_commit = [&] {
    std::vector<std::string> entries;
    for (std::size_t count = random() % 25; count > 0; --count) {
      std::string path = names[random() % names.size()];
      for (std::size_t deeper = random() % 3; deeper > 0; --deeper) {
        path += "/" + names[random() % names.size()];
      }
      const std::string id = blobs[random() % blobs.size()];
      static const std::vector<std::string> modes{"100644", "100644", "100755", "120000", "160000"};
      entries.push_back(modes[random() % modes.size()] + " " + id + "\t" + path);
    }
    return commit_of_entries(scratch, entries);
  };
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  std::string before = random_commit();
  for (int round = 0; round < 40; ++round) {
    const std::string after = random_commit();
    expect_as_git(*repository, scratch, before, after);
    before = after;
  }
}

TEST(Changes, AttributesThatMakeACheckoutWriteOtherBytesChangeTheFile) {
  const ScratchRepository scratch;
  const auto tree_of = [&](const std::string& attributes) {
    scratch.write("in/.gitattributes", attributes);
    scratch.git({"add", "--all"});
    return std::string(trim(scratch.git({"write-tree"})));
  };
  for (const char* path : {"in/a", "in/deep/odd \"name\"\n", "in/b.bin", "a"}) {
    scratch.write(path, "x\n");
  }
  const std::string plain = tree_of("");
  const std::string normal = tree_of("* text=auto\n*.bin binary\n");
  const std::string crlf = tree_of("* text=auto eol=crlf\n*.bin binary\n");
  const std::string by_macro = tree_of("*.bin ident\n");
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  const Change of_attributes{"in/.gitattributes", ChangeKind::modified, EntryKind::file, EntryKind::file};
  const auto rewritten = [](const std::string& path) {
    return Change{path, ChangeKind::attributes, EntryKind::file, EntryKind::file};
  };
  EXPECT_EQ(*repository->changes(plain, normal), (std::vector<Change>{of_attributes}));
  EXPECT_EQ(*repository->changes(normal, crlf),
            (std::vector<Change>{of_attributes, rewritten("in/a"), rewritten("in/deep/odd \"name\"\n")}));
  EXPECT_EQ(*repository->changes(crlf, normal), *repository->changes(normal, crlf));
  EXPECT_EQ(*repository->changes(plain, by_macro),
            (std::vector<Change>{of_attributes, rewritten("in/b.bin")}));
}

}  // namespace
}  // namespace slipway::git
