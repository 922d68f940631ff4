// What the client refuses before it builds is what the run on the host refuses: both are asked here, by the
// scripts themselves.
#include "deploy/remote/drift.hpp"
#include "git/scratch_repository.hpp"
#include "host/scripts.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::ScratchRepository;
namespace fs = std::filesystem;

/// A directory on a host with a release in it, whose journal is the scratch repository.
class DriftJudgement : public testing::Test {
 protected:
  DriftJudgement() {
    scratch.write("one", "1\n");
    scratch.write("two", "2\n");
    scratch.write("folder/three", "3\n");
    scratch.write("odd\n\xff'$(id)", "4\n");
    scratch.commit("deployed");
    fs::create_directories(live() / ".slipway");
    fs::create_directory_symlink(scratch.path() / ".git", live() / ".slipway" / "journal.git");
    in_live("git read-tree -u --reset HEAD");
  }

  fs::path live() const { return scratch.beside("a directory"); }

  Finished in_live(const std::string& command) const {
    const auto done =
        slipway::run({.argv = {"/bin/sh", "-c",
                               "cd \"$1\" && export GIT_DIR=$1/.slipway/journal.git GIT_WORK_TREE=$1 "
                               "GIT_INDEX_FILE=$1/.slipway/live.index && " +
                                   command,
                               "sh", live().native()}});
    EXPECT_TRUE(done && done->ok()) << command << "\n" << done->err;
    return *done;
  }

  /// The tree of the files that lie there, which is the next release.
  std::string tree_of_live() const {
    Finished written = in_live(
        "rm -f .slipway/next && cp .slipway/live.index .slipway/next && "
        "GIT_INDEX_FILE=.slipway/next git add --all -- . ':!.slipway' && "
        "GIT_INDEX_FILE=.slipway/next git write-tree");
    return std::string(trim(written.out));
  }

  std::vector<std::string> lost_here(const std::string& tree) const {
    const auto said = slipway::run({.argv = {"/bin/sh", "-s", live().native()}},
                                   fmt::format("{}\n{}", host::edits_sh, host::drift_sh));
    EXPECT_TRUE(said && said->ok()) << said->err;
    const auto drift = parse_drift(said->out);
    EXPECT_TRUE(drift) << said->out;
    const auto repository = git::Repository::open(scratch.path());
    const auto lost = lost_edits(*repository, tree, *drift);
    EXPECT_TRUE(lost);
    return *lost;
  }

  std::vector<std::string> lost_there(const std::string& tree) const {
    // As claim_files does it.
    const std::string script = fmt::format(
        "directory=$1 state=$1/.slipway journal=$1/.slipway/journal.git run=$1/.slipway/run\nmkdir -p "
        "\"$run\"\n"
        "{}\nfind_drift && find_edits && cd \"$directory\" && [ -s \"$run/drift\" ] && xargs -0 git "
        "--literal-pathspecs "
        "--git-dir=\"$journal\" diff-tree -r --name-only -z --no-renames \"$edited_tree\" \"$2\" -- "
        "<\"$run/drift\"",
        host::edits_sh);
    const auto said = slipway::run({.argv = {"/bin/sh", "-s", live().native(), tree}}, script);
    EXPECT_TRUE(said);
    return split(said->out, '\0');
  }

  std::vector<std::string> lost(const std::string& tree) const {
    const auto here = lost_here(tree);
    const auto there = lost_there(tree);
    EXPECT_EQ(here.empty(), there.empty()) << here.size() << " here, " << there.size() << " there";
    return here;
  }

  ScratchRepository scratch;
};

TEST_F(DriftJudgement, NothingEditedIsNothingLost) {
  in_live("touch -d '2020-01-01' one");
  EXPECT_THAT(lost(scratch.tree_of("HEAD")), IsEmpty()) << "another time alone is no edit";
}

TEST_F(DriftJudgement, AnEditIsLostUnlessTheReleaseHasItAsItLiesThere) {
  in_live("echo by hand >one; rm two; chmod +x folder/three");
  EXPECT_THAT(lost(scratch.tree_of("HEAD")), ElementsAre("folder/three", "one", "two"));
  EXPECT_THAT(lost(tree_of_live()), IsEmpty());
}

TEST_F(DriftJudgement, OddNamesAreNamesLikeOthers) {
  in_live("printf x >\"$(printf 'odd\\n\\377')'\\$(id)\"");
  EXPECT_THAT(lost(scratch.tree_of("HEAD")), ElementsAre("odd\n\xff'$(id)"));
  EXPECT_THAT(lost(tree_of_live()), IsEmpty());
}

TEST_F(DriftJudgement, AFileThatBecameSomethingElse) {
  in_live("ln -sf two one; rm two; mkdir two; echo x >two/inside");
  EXPECT_THAT(lost(scratch.tree_of("HEAD")), ElementsAre("one", "two"));
  // The release has a directory there as well, and what is in it is the release's own.
  lost(tree_of_live());
}

TEST_F(DriftJudgement, NothingIsChangedByAsking) {
  in_live("echo by hand >one");
  const std::string before =
      in_live("sha256sum .slipway/live.index; find .slipway/journal.git/ -type f | sort").out;
  lost_here(scratch.tree_of("HEAD"));
  EXPECT_EQ(in_live("sha256sum .slipway/live.index; find .slipway/journal.git/ -type f | sort").out, before);
}

TEST_F(DriftJudgement, WhatIsNoAnswerIsRefused) {
  for (const char* text : {"", "hello", "12\nshort", "-1\n"}) {
    EXPECT_FALSE(parse_drift(text)) << text;
  }
}

}  // namespace
}  // namespace slipway::deploy
