#include "git/repository.hpp"
#include "scratch_repository.hpp"

#include <algorithm>

namespace slipway::git {
namespace {

using testing_support::ScratchRepository;

TEST(Snapshot, HoldsTheWorkingTreeAndTouchesNothing) {
  const ScratchRepository scratch;
  scratch.write("kept", "1");
  scratch.write("edited", "1");
  scratch.write("deleted", "1");
  scratch.write(".gitignore", "*.log\n");
  const std::string head = scratch.commit();
  scratch.write("edited", "2");
  scratch.write("staged", "1");
  scratch.git({"add", "staged"});
  scratch.write("new\nfile", "1");
  scratch.write("debug.log", "ignored");
  std::filesystem::remove(scratch.path() / "deleted");
  const std::string index = *read_file(scratch.path() / ".git/index");
  const std::string references = scratch.git({"for-each-ref"});
  const std::string status = scratch.git({"status", "--porcelain", "-z"});

  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  const auto snapshot = repository->snapshot("What lies here");
  ASSERT_TRUE(snapshot) << snapshot.error().because;

  EXPECT_EQ(scratch.git({"ls-tree", "-r", "-z", "--name-only", *snapshot}),
            std::string(".gitignore\0edited\0kept\0new\nfile\0staged\0", 39));
  EXPECT_EQ(scratch.git({"show", *snapshot + ":edited"}), "2");
  EXPECT_EQ(scratch.git({"rev-parse", *snapshot + "^"}), head);
  EXPECT_EQ(scratch.git({"rev-parse", "HEAD"}), head);
  EXPECT_EQ(scratch.git({"for-each-ref"}), references);
  EXPECT_TRUE(*read_file(scratch.path() / ".git/index") == index);
  EXPECT_EQ(scratch.git({"status", "--porcelain", "-z"}), status);
}

TEST(Snapshot, IsTakenFromTheTopWhereverTheRepositoryWasOpened) {
  const ScratchRepository scratch;
  scratch.write("sub/a", "1");
  scratch.commit();
  scratch.write("b", "1");
  const auto repository = Repository::open(scratch.path() / "sub");
  ASSERT_TRUE(repository);
  EXPECT_EQ(repository->top(), std::filesystem::canonical(scratch.path()));
  const auto snapshot = repository->snapshot("x");
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(scratch.git({"ls-tree", "-r", "--name-only", *snapshot}), "b\nsub/a");
}

TEST(Snapshot, OfACleanTreeHasTheTreeOfHead) {
  const ScratchRepository scratch;
  scratch.write("a", "1");
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  const auto snapshot = repository->snapshot("x");
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(scratch.tree_of(*snapshot), scratch.tree_of("HEAD"));
}

TEST(Snapshot, WorksWithASplitIndex) {
  const ScratchRepository scratch;
  scratch.write("a", "1");
  scratch.commit();
  scratch.git({"update-index", "--split-index"});
  scratch.write("b", "1");
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository) << repository.error().because;
  const auto snapshot = repository->snapshot("x");
  ASSERT_TRUE(snapshot) << snapshot.error().because;
  EXPECT_EQ(scratch.git({"ls-tree", "-r", "--name-only", *snapshot}), "a\nb");
  EXPECT_EQ(scratch.git({"status", "--porcelain"}), "?? b");
}

// git runs hooks with variables that name the index of the commit in progress.
TEST(Snapshot, IsNotLedAstrayByTheVariablesOfAHook) {
  const ScratchRepository scratch;
  scratch.write("a", "1");
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  ::setenv("GIT_INDEX_FILE", "/nonexistent/index", 1);
  ::setenv("GIT_DIR", "/nonexistent", 1);
  const auto snapshot = repository->snapshot("x");
  ::unsetenv("GIT_INDEX_FILE");
  ::unsetenv("GIT_DIR");
  ASSERT_TRUE(snapshot) << snapshot.error().because;
  EXPECT_EQ(scratch.tree_of(*snapshot), scratch.tree_of("HEAD"));
}

TEST(Uncommitted, ListsWhatDiffersBelowAPath) {
  const ScratchRepository scratch;
  scratch.write("app/edited", "1");
  scratch.write("app/deleted", "1");
  scratch.write("app/moved", "a file long enough to be found again");
  scratch.write("other", "1");
  scratch.write(".gitignore", "*.log\n");
  scratch.commit();
  scratch.write("app/edited", "2");
  scratch.write("other", "2");
  scratch.write("app/new\nfile", "1");
  scratch.write("app/-x \xff", "1");
  scratch.write("app/ignored.log", "1");
  std::filesystem::remove(scratch.path() / "app/deleted");
  scratch.git({"mv", "app/moved", "app/renamed"});
  const auto repository = Repository::open(scratch.path());
  const auto listed = [&](std::string_view path) {
    std::vector<std::string> paths;
    const auto uncommitted = repository->uncommitted(path);
    EXPECT_TRUE(uncommitted);
    for (const UncommittedPath& one : *uncommitted) {
      paths.push_back((one.untracked ? "? " : "  ") + one.path);
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  };
  EXPECT_EQ(listed("app"), (std::vector<std::string>{"  app/deleted", "  app/edited", "  app/moved",
                                                     "  app/renamed", "? app/-x \xff", "? app/new\nfile"}));
  EXPECT_EQ(listed("").size(), 7U);
  git::UncommittedInquiry begun = repository->ask_uncommitted("app");
  EXPECT_EQ(listed("app").size(), begun.answer()->size());
}

TEST(Uncommitted, MarksUnmergedFiles) {
  const ScratchRepository scratch;
  scratch.write("a", "base\n");
  scratch.commit();
  scratch.git({"checkout", "--quiet", "-b", "side"});
  scratch.write("a", "side\n");
  scratch.commit();
  scratch.git({"checkout", "--quiet", "main"});
  scratch.write("a", "main\n");
  scratch.commit();
  EXPECT_NE(scratch.try_git({"merge", "side"}).status, 0);
  const auto repository = Repository::open(scratch.path());
  const auto uncommitted = repository->uncommitted("");
  ASSERT_TRUE(uncommitted);
  ASSERT_EQ(uncommitted->size(), 1U);
  EXPECT_TRUE(uncommitted->front().unmerged);
}

}  // namespace
}  // namespace slipway::git
