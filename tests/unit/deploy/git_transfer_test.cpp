#include "deploy/remote/git_transfer.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(WithoutProgress, LeavesWhatGitSaysToPeople) {
  EXPECT_EQ(
      without_progress("Enumerating objects: 5, done.\nCounting objects:  20% (1/5)\rCounting objects: 100% "
                       "(5/5), done.\nTotal 5 (delta 0), reused 0\nremote: Unpacking objects: 100% (3/3), "
                       "done.        \nerror: remote unpack failed: index-pack abnormal exit\n! [remote "
                       "rejected] x -> y (unpacker error)\n"),
      "error: remote unpack failed: index-pack abnormal exit\n! [remote rejected] x -> y (unpacker error)");
}

TEST(WithoutProgress, IsEmptyWhereThereIsNothingElse) {
  EXPECT_EQ(without_progress(""), "");
  EXPECT_EQ(without_progress("Writing objects:  50% (1/2)\rWriting objects: 100% (2/2), 9 bytes, done.\n"),
            "");
}

}  // namespace
}  // namespace slipway::deploy
