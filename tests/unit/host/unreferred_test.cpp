#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace slipway::host {
namespace {

namespace fs = std::filesystem;

/// A journal with one entry, an object that nothing refers to, and a push that has not ended.
class Unreferred : public testing::Test {
 protected:
  Unreferred() : directory_(*TemporaryDirectory::create()) {
    object_ = std::string(trim(shell(R"sh(
      git init -q --bare -b journal journal.git
      export GIT_DIR=$PWD/journal.git GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
      tree=$(printf '100644 blob %s\tfile\n' "$(echo text | git hash-object -w --stdin)" | git mktree)
      git update-ref refs/heads/journal "$(echo One | git commit-tree "$tree")"
      mkdir journal.git/objects/tmp_objdir-incoming-x
      echo sent | git hash-object -w --stdin)sh")));
  }

  std::string shell(const std::string& script) const {
    const auto finished =
        run({.argv = {"/bin/sh", "-euc", "cd \"$1\"\n" + script, "sh", directory_.path().native()}});
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return finished->out;
  }
  void prune() const { shell("state=$PWD\n" + std::string(tidy_sh) + "prune_unreferred"); }
  fs::path object() const {
    return directory_.path() / "journal.git/objects" / object_.substr(0, 2) / object_.substr(2);
  }
  fs::path push() const { return directory_.path() / "journal.git/objects/tmp_objdir-incoming-x"; }
  /// As after a clock that was set: what was made a moment ago is months old, or of the future.
  void make_old(std::chrono::hours by) const {
    for (const fs::path& path : {object(), push()}) {
      fs::last_write_time(path, fs::last_write_time(path) - by);
    }
  }

 private:
  TemporaryDirectory directory_;
  std::string object_;
};

TEST_F(Unreferred, WhatSomebodyMayBeSendingStaysWhateverTheClockSays) {
  for (const int days : {80, -80}) {
    make_old(std::chrono::hours(24 * days));
    prune();
    EXPECT_TRUE(fs::exists(object())) << days;
    EXPECT_TRUE(fs::exists(push())) << days;
  }
}

TEST_F(Unreferred, WhatIsThereUnchangedTheNextTimeGoes) {
  make_old(std::chrono::hours(-24 * 365 * 50));
  prune();
  prune();
  EXPECT_FALSE(fs::exists(object()));
  EXPECT_FALSE(fs::exists(push()));
  EXPECT_EQ(shell("git --git-dir=journal.git fsck 2>&1; git --git-dir=journal.git show journal:file"),
            "text\n");
}

TEST_F(Unreferred, WhatWasSentAgainStays) {
  make_old(std::chrono::hours(1));
  prune();
  shell("export GIT_DIR=$PWD/journal.git\necho sent | git hash-object -w --stdin");
  prune();
  EXPECT_TRUE(fs::exists(object()));
}

}  // namespace
}  // namespace slipway::host
