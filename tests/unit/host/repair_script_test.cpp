#include "host/probe.hpp"
#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace slipway::host {
namespace {

namespace fs = std::filesystem;

/// A journal with two releases, the newer of which failed.
class RepairScript : public testing::Test {
 protected:
  RepairScript() : directory_(*TemporaryDirectory::create()) {
    const std::string made = shell(R"sh(
      git init -q --bare -b journal .slipway/journal.git
      export GIT_DIR=$PWD/.slipway/journal.git GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
      git config gc.auto 0
      tree=$(printf '100644 blob %s\tfile\n' "$(echo text | git hash-object -w --stdin)" | git mktree)
      one=$(printf 'One\n\nRelease: 1\nOutcome: deployed\n' | git commit-tree "$tree")
      two=$(printf 'Two\n\nRelease: 2\nOutcome: failed\n' | git commit-tree "$tree" -p "$one")
      git update-ref refs/heads/deployed "$one"
      git update-ref refs/heads/journal "$two"
      echo "$one $two")sh");
    const auto ids = split(std::string(trim(made)), ' ');
    one_ = ids[0];
    two_ = ids[1];
  }

  fs::path journal() const { return directory_.path() / ".slipway/journal.git"; }

  std::string shell(const std::string& script) const {
    const auto finished =
        run({.argv = {"/bin/sh", "-euc", "cd \"$1\"\n" + script, "sh", directory_.path().native()}});
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return finished->out;
  }

  JournalState state() const {
    const auto finished =
        run({.argv = {"/bin/sh", "-c", std::string(probe_sh), "sh", directory_.path().native(), "", ""}});
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return parse_probe(finished->out)->journal_state;
  }

  void tear(const fs::path& file) const {
    ASSERT_TRUE(fs::exists(file)) << file;
    fs::permissions(file, fs::perms::owner_all);
    std::ofstream(file, std::ios::trunc);
  }

  /// The probe sees that it is torn; afterwards nothing is, and both references are what they were.
  void expect_whole_again() const {
    EXPECT_EQ(state(), JournalState::damaged);
    const auto finished =
        run({.argv = {"/bin/sh", "-c", std::string(repair_sh), "sh", directory_.path().native()}});
    EXPECT_TRUE(finished && finished->ok()) << finished->out << finished->err;
    EXPECT_EQ(finished->out, "entry " + two_ + " 2\n");
    EXPECT_EQ(state(), JournalState::present);
    EXPECT_EQ(
        shell(
            "git --git-dir=.slipway/journal.git for-each-ref --format='%(refname) %(objectname)' refs/heads"),
        "refs/heads/deployed " + one_ + "\nrefs/heads/journal " + two_ + "\n");
    EXPECT_EQ(shell("git --git-dir=.slipway/journal.git fsck --no-dangling --no-progress 2>&1"), "");
    EXPECT_EQ(shell("git --git-dir=.slipway/journal.git config receive.fsckObjects"), "true\n");
  }

 private:
  TemporaryDirectory directory_;
  std::string one_;
  std::string two_;
};

TEST_F(RepairScript, MakesHeadAnew) {
  tear(journal() / "HEAD");
  expect_whole_again();
}

TEST_F(RepairScript, MakesAHeadThatIsGone) {
  fs::remove(journal() / "HEAD");
  expect_whole_again();
}

TEST_F(RepairScript, MakesSettingsAnew) {
  ASSERT_TRUE(write_file(journal() / "config", "[core\n"));
  expect_whole_again();
}

TEST_F(RepairScript, FindsWhatReferencesSaid) {
  tear(journal() / "refs/heads/journal");
  tear(journal() / "refs/heads/deployed");
  expect_whole_again();
}

TEST_F(RepairScript, FindsWhatPackedReferencesSaid) {
  shell("git --git-dir=.slipway/journal.git pack-refs --all");
  ASSERT_TRUE(
      write_file(journal() / "packed-refs", "# pack-refs with: peeled fully-peeled sorted\n0123 refs/he"));
  expect_whole_again();
}

TEST_F(RepairScript, MakesTheIndexOfAPackAnew) {
  shell("git --git-dir=.slipway/journal.git repack -a -d -q");
  for (const auto& entry : fs::directory_iterator(journal() / "objects/pack")) {
    if (entry.path().extension() == ".idx") {
      tear(entry.path());
    }
  }
  expect_whole_again();
}

TEST_F(RepairScript, TakesWhatIsWholeOfATornPack) {
  shell(
      "cd .slipway/journal.git && git repack -a -d -q && chmod u+w objects/pack/* && "
      "echo more >>\"$(ls objects/pack/*.pack)\" && : >\"$(ls objects/pack/*.idx)\"");
  expect_whole_again();
}

}  // namespace
}  // namespace slipway::host
