#include "deploy/plan/planner.hpp"
#include "git/scratch_repository.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(LeftOut, IsLookedForWhileThePlanIsMadeOrSaidNotToBe) {
  const testing_support::ScratchRepository scratch;
  scratch.write("app/file", "1");
  scratch.commit();
  scratch.write("app/stray", "1");
  scratch.write("beside", "1");
  const auto repository = git::Repository::open(scratch.path());
  Target target;
  target.root = "app";

  classify::Plan looked;
  EXPECT_TRUE(LeftOut(*repository, target, true).add_to(looked));
  EXPECT_EQ(looked.left_out, std::vector<std::string>{"app/stray"});
  EXPECT_TRUE(looked.notes.empty());

  classify::Plan unlooked;
  EXPECT_TRUE(LeftOut(*repository, target, false).add_to(unlooked));
  EXPECT_TRUE(unlooked.left_out.empty());
  EXPECT_EQ(unlooked.notes,
            std::vector<std::string>{"nobody looked for uncommitted changes, because of --no-dirty-check"});

  target.commit.dirty = true;
  classify::Plan whole;
  EXPECT_TRUE(LeftOut(*repository, target, true).add_to(whole));
  EXPECT_TRUE(whole.left_out.empty() && whole.notes.empty()) << "all of the working tree is deployed";
}

}  // namespace
}  // namespace slipway::deploy
