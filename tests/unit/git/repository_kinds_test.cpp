#include "git/repository.hpp"
#include "scratch_repository.hpp"

#include <unistd.h>

namespace slipway::git {
namespace {

using testing_support::ScratchRepository;

/// Two commits, and a check that everything a plan needs can be read of them.
void expect_readable(const ScratchRepository& scratch, const std::filesystem::path& at, bool falls_back) {
  const auto repository = Repository::open(at);
  ASSERT_TRUE(repository) << repository.error().because;
  EXPECT_EQ(!repository->fallback_reason().empty(), falls_back) << repository->fallback_reason();
  const auto head = repository->resolve("HEAD");
  ASSERT_TRUE(head) << head.error().because;
  const auto commit = repository->commit(*head);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->subject(), "second");
  const auto before = repository->resolve("HEAD~1");
  ASSERT_TRUE(before);
  const auto changes = repository->changes(repository->commit(*before)->tree, commit->tree);
  ASSERT_TRUE(changes) << changes.error().because;
  ASSERT_EQ(changes->size(), 1U);
  EXPECT_EQ(changes->front().path, "src/a");
  EXPECT_EQ(repository->tree(commit->tree)->read("src/a"), "2");
  EXPECT_EQ(repository->tree(commit->tree)->size("src/a"), 1U);
  EXPECT_TRUE(repository->has(*head));
  EXPECT_FALSE(repository->has(std::string(head->size(), '0')));
  EXPECT_FALSE(repository->resolve("no-such-branch"));
  EXPECT_EQ(scratch.tree_of("HEAD"), commit->tree);
}

void two_commits(const ScratchRepository& scratch) {
  scratch.write("src/a", "1");
  scratch.write("b", "1");
  scratch.commit("first");
  scratch.write("src/a", "2");
  scratch.commit("second");
}

TEST(RepositoryKinds, Ordinary) {
  const ScratchRepository scratch;
  two_commits(scratch);
  expect_readable(scratch, scratch.path(), false);
  expect_readable(scratch, scratch.path() / "src", false);
}

TEST(RepositoryKinds, PackedReferencesAndObjects) {
  const ScratchRepository scratch;
  two_commits(scratch);
  scratch.git({"pack-refs", "--all", "--prune"});
  scratch.git({"gc", "--quiet", "--prune=now"});
  expect_readable(scratch, scratch.path(), false);
}

TEST(RepositoryKinds, Worktree) {
  const ScratchRepository scratch;
  two_commits(scratch);
  const std::filesystem::path worktree = scratch.beside("a worktree");
  scratch.git({"worktree", "add", "--quiet", "-b", "side", worktree.native()});
  expect_readable(scratch, worktree, false);
  const auto repository = Repository::open(worktree);
  EXPECT_EQ(repository->branch(), "side");
  EXPECT_EQ(repository->common_directory(), std::filesystem::canonical(scratch.path() / ".git"));
  EXPECT_NE(repository->git_directory(), repository->common_directory());
}

TEST(RepositoryKinds, Bare) {
  const ScratchRepository scratch;
  two_commits(scratch);
  scratch.git({"clone", "--quiet", "--bare", ".", scratch.beside("bare").native()});
  expect_readable(scratch, scratch.beside("bare"), false);
}

TEST(RepositoryKinds, Sha256) {
  const ScratchRepository scratch({"--object-format=sha256"});
  two_commits(scratch);
  expect_readable(scratch, scratch.path(), true);
  const auto repository = Repository::open(scratch.path());
  EXPECT_EQ(repository->resolve("HEAD")->size(), 64U);
  const auto snapshot = repository->snapshot("x");
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(snapshot->size(), 64U);
}

TEST(RepositoryKinds, PartialClone) {
  const ScratchRepository scratch;
  two_commits(scratch);
  scratch.git({"config", "core.repositoryFormatVersion", "1"});
  scratch.git({"config", "extensions.partialClone", "origin"});
  expect_readable(scratch, scratch.path(), true);
}

TEST(RepositoryKinds, Reftable) {
  ScratchRepository scratch;
  std::filesystem::remove_all(scratch.path() / ".git");
  if (scratch.try_git({"init", "--quiet", "--initial-branch=main", "--ref-format=reftable"}).status != 0) {
    GTEST_SKIP() << "this git does not know reftable";
  }
  two_commits(scratch);
  expect_readable(scratch, scratch.path(), true);
}

TEST(RepositoryKinds, SplitIndexAndSparseCheckout) {
  const ScratchRepository scratch;
  two_commits(scratch);
  scratch.git({"update-index", "--split-index"});
  expect_readable(scratch, scratch.path(), false);
  scratch.git({"update-index", "--no-split-index"});
  scratch.git({"sparse-checkout", "set", "--cone", "--sparse-index", "src"});
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository) << repository.error().because;
  EXPECT_TRUE(repository->uncommitted("")->empty()) << "what is not checked out is not deleted";
  EXPECT_EQ(repository->tree(scratch.tree_of("HEAD"))->read("b"), "1") << "trees are whole all the same";
}

TEST(RepositoryKinds, ShallowHasItsHeadAndSaysWhatItLacks) {
  const ScratchRepository scratch;
  two_commits(scratch);
  const std::string first = scratch.git({"rev-parse", "HEAD~1"});
  const std::filesystem::path clone = scratch.beside("shallow");
  scratch.git({"clone", "--quiet", "--depth=1", "file://" + scratch.path().native(), clone.native()});
  const auto repository = Repository::open(clone);
  ASSERT_TRUE(repository) << repository.error().because;
  EXPECT_EQ(repository->commit(*repository->resolve("HEAD"))->subject(), "second");
  EXPECT_FALSE(repository->has(first));
  const auto missing = repository->commit(first);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().fix.find("git fetch --unshallow"), std::string::npos);
}

TEST(RepositoryKinds, OfSomeoneElseNamesTheCommandThatHelps) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can give files away";
  }
  const ScratchRepository scratch;
  two_commits(scratch);
  const std::filesystem::path top = std::filesystem::canonical(scratch.path());
  for (const auto& path : {top, top / ".git"}) {
    ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  }
  ::unsetenv("SUDO_UID");
  const auto repository = Repository::open(top);
  ASSERT_FALSE(repository);
  EXPECT_EQ(repository.error().code, ExitCode::refused);
  EXPECT_EQ(repository.error().because, "it belongs to another user");
  EXPECT_EQ(repository.error().fix, "git config --global --add safe.directory '" + top.native() + "'");
}

TEST(RepositoryKinds, NoneAtAll) {
  const auto directory = TemporaryDirectory::create();
  const auto none = Repository::open(directory->path());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ExitCode::refused);
  EXPECT_EQ(none.error().what, "`" + directory->path().native() + "` is not in a git repository");
  EXPECT_FALSE(Repository::open(directory->path() / "missing"));
}

TEST(RepositoryKinds, DamagedIsAnError) {
  const ScratchRepository scratch;
  two_commits(scratch);
  ASSERT_TRUE(write_file(scratch.path() / ".git/config", "[core\nrepositoryformatversion = 77"));
  const auto repository = Repository::open(scratch.path());
  ASSERT_FALSE(repository);
  EXPECT_EQ(repository.error().code, ExitCode::refused);
}

}  // namespace
}  // namespace slipway::git
