#include "git/repository.hpp"

#include "scratch_repository.hpp"

namespace slipway::git {
namespace {

using testing_support::ScratchRepository;

TEST(Repository, WithoutCommitsSaysSo) {
  const ScratchRepository scratch;
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  EXPECT_EQ(repository->branch(), "main");
  const auto head = repository->resolve("HEAD");
  ASSERT_FALSE(head);
  EXPECT_NE(head.error().what.find("has no commits yet"), std::string::npos);
  EXPECT_EQ(head.error().fix, "git add -A && git commit -m 'First version'");
  EXPECT_FALSE(repository->snapshot("x"));
}

TEST(Repository, DetachedHeadHasNoBranch) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  EXPECT_EQ(repository->branch(), "main");
  scratch.git({"checkout", "--quiet", "--detach"});
  EXPECT_EQ(repository->branch(), std::nullopt);
  EXPECT_TRUE(repository->resolve("HEAD"));
}

TEST(Repository, RevisionsAreRevisionsAndNothingElse) {
  const ScratchRepository scratch;
  const std::string id = scratch.commit();
  scratch.git({"tag", "-a", "v1", "-m", "a tag"});
  const auto repository = Repository::open(scratch.path());
  for (const std::string& revision :
       std::vector<std::string>{"HEAD", "main", "v1", id.substr(0, 10), "v1^{commit}"}) {
    EXPECT_EQ(repository->resolve(revision), id) << revision;
  }
  EXPECT_EQ(repository->resolve("HEAD^{tree}"), scratch.tree_of("HEAD"));
  for (const std::string& revision :
       std::vector<std::string>{"", "--all", "-h", std::string("HEAD\0x", 6), "nope", "HEAD:a"}) {
    EXPECT_FALSE(repository->resolve(revision)) << printable(revision);
  }
}

TEST(Repository, CommitsAreReadToTheByte) {
  const ScratchRepository scratch;
  scratch.write("a", "1");
  const std::string parent = scratch.commit();
  const std::string id = scratch.git({"hash-object", "-t", "commit", "-w", "--stdin"},
                                     "tree " + scratch.tree_of("HEAD") + "\nparent " + parent +
                                         "\nauthor Ann <ann@example.org> 1600000000 +0100\n"
                                         "committer Ann <ann@example.org> 1700000000 +0100\n"
                                         "\nSubject \xff\n\nBody: 1\n\nLast\n");
  const auto repository = Repository::open(scratch.path());
  const auto commit = repository->commit(id);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->id, id);
  EXPECT_EQ(commit->tree, scratch.tree_of("HEAD"));
  EXPECT_EQ(commit->parents, std::vector<std::string>{parent});
  EXPECT_EQ(commit->author, "Ann <ann@example.org>");
  EXPECT_EQ(commit->time, 1700000000);
  EXPECT_EQ(commit->subject(), "Subject \xff");
  EXPECT_EQ(commit->message, "Subject \xff\n\nBody: 1\n\nLast\n");
  EXPECT_FALSE(repository->commit(scratch.tree_of("HEAD"))) << "a tree is no commit";
  EXPECT_FALSE(repository->commit("not an id"));
}

TEST(Repository, TreesAtAPath) {
  const ScratchRepository scratch;
  scratch.write("services/web/a", "1");
  const std::string id = scratch.commit();
  const auto repository = Repository::open(scratch.path());
  EXPECT_EQ(repository->tree_id(id, ""), scratch.tree_of("HEAD"));
  EXPECT_EQ(repository->tree_id(id, "services/web"), scratch.git({"rev-parse", "HEAD:services/web"}));
  EXPECT_EQ(repository->tree_id(scratch.tree_of("HEAD"), "services"),
            scratch.git({"rev-parse", "HEAD:services"}));
  EXPECT_FALSE(repository->tree_id(id, "services/api"));
  EXPECT_FALSE(repository->tree_id(id, "services/web/a")) << "a file";
}

TEST(Repository, TreesListFindReadAndMeasure) {
  const ScratchRepository scratch;
  scratch.write("b/x", "12");
  scratch.write("b.c", "1");
  std::filesystem::create_symlink("../outside", scratch.path() / "link");
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  const auto tree = repository->tree(scratch.tree_of("HEAD"));
  const auto entries = tree->list("");
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "b") << "sorted as bytes, not as git sorts directories";
  EXPECT_EQ((*entries)[1].name, "b.c");
  EXPECT_EQ((*entries)[0].kind, classify::EntryKind::directory);
  EXPECT_EQ((*entries)[2].kind, classify::EntryKind::symlink);
  EXPECT_EQ(tree->read("link"), "../outside") << "never followed";
  EXPECT_EQ(tree->size("b/x"), 2U);
  EXPECT_EQ(tree->find("b/x")->value().kind, classify::EntryKind::file);
  EXPECT_EQ(*tree->find("b/y"), std::nullopt);
  EXPECT_EQ(*tree->find("b.c/below"), std::nullopt);
  EXPECT_FALSE(tree->list("b.c"));
  EXPECT_FALSE(tree->read("b"));
  EXPECT_FALSE(tree->size("nope"));
}

TEST(Repository, TreesAreSearchedByTheBytesOfNames) {
  const ScratchRepository scratch;
  // git has `a/` behind `a.b`, and `a-b` ahead of it.
  for (const char* name : {"a/x", "a-b", "a.b", "ab", "b/0", "B", "\xff"}) {
    scratch.write(name, name);
  }
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  const auto tree = repository->tree(scratch.tree_of("HEAD"));
  std::vector<std::string> names;
  const auto listed = tree->list("");
  for (const classify::TreeEntry& entry : *listed) {
    names.push_back(entry.name);
    EXPECT_EQ(**tree->find(entry.name), entry);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"B", "a", "a-b", "a.b", "ab", "b", "\xff"}));
  for (const char* name : {"a.", "aa", "", "c", "a/y", "a-b/x", "A"}) {
    EXPECT_EQ(tree->find(name)->has_value(), std::string_view(name).empty()) << name;
  }
  EXPECT_EQ(tree->read("a/x"), "a/x");
}

TEST(Repository, HeadFilesChangeWithEveryCommit) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = Repository::open(scratch.path());
  const auto content = [&] {
    std::string all;
    for (const auto& file : repository->head_files()) {
      all += read_file(file).value_or("");
    }
    return all;
  };
  ASSERT_FALSE(repository->head_files().empty());
  std::string before = content();
  scratch.commit();
  EXPECT_NE(content(), before);
  scratch.git({"gc", "--quiet"});
  before = content();
  scratch.commit();
  EXPECT_NE(content(), before) << "the first commit after a gc";
}

TEST(Repository, HeadFilesWithoutAReflog) {
  const ScratchRepository scratch;
  scratch.git({"config", "core.logAllRefUpdates", "false"});
  scratch.commit();
  std::filesystem::remove_all(scratch.path() / ".git/logs");
  const auto repository = Repository::open(scratch.path());
  const auto files = repository->head_files();
  const auto git_directory = repository->git_directory();
  EXPECT_EQ(files,
            (std::vector<std::filesystem::path>{git_directory / "HEAD", git_directory / "refs/heads/main"}));
}

TEST(Repository, ReferencesAreOursAloneAndMoveTogether) {
  const ScratchRepository scratch;
  const std::string id = scratch.commit();
  const auto repository = Repository::open(scratch.path());
  ASSERT_TRUE(repository->update_references(
      {{"refs/slipway/web/pi/journal", id}, {"refs/slipway/web/pi/deployed", id}}));
  EXPECT_EQ(repository->resolve("refs/slipway/web/pi/deployed"), id);
  EXPECT_FALSE(repository->update_references({{"refs/heads/main", id}}));
  const std::string none(40, 'f');
  EXPECT_FALSE(repository->update_references(
      {{"refs/slipway/web/pi/third", id}, {"refs/slipway/web/pi/journal", none}}));
  EXPECT_FALSE(repository->resolve("refs/slipway/web/pi/third")) << "all of them or none";
}

TEST(Repository, CommitObjectsMadeElsewhereKeepTheirId) {
  const ScratchRepository scratch;
  const std::string id = scratch.commit();
  const std::string bytes = scratch.try_git({"cat-file", "commit", id}).out;
  const ScratchRepository other;
  other.write("x", "1");
  other.commit();
  const auto repository = Repository::open(other.path());
  EXPECT_EQ(repository->write_commit_object(bytes), id);
  EXPECT_FALSE(repository->write_commit_object("not a commit"));
}

TEST(Repository, WrittenCommitsAreNobodysInParticular) {
  const ScratchRepository scratch;
  const std::string id = scratch.commit();
  const auto repository = Repository::open(scratch.path());
  const auto written =
      repository->write_commit(scratch.tree_of("HEAD"), {id}, "Release 1\n\nOutcome: deployed\n");
  ASSERT_TRUE(written);
  const auto commit = repository->commit(*written);
  EXPECT_EQ(commit->author, "slipway <slipway@localhost>");
  EXPECT_EQ(commit->message, "Release 1\n\nOutcome: deployed\n");
  EXPECT_TRUE(repository->write_commit(scratch.tree_of("HEAD"), {}, "")) << "an empty message";
}

}  // namespace
}  // namespace slipway::git
