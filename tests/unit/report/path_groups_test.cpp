#include "report/path_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using testing::ElementsAre;

TEST(PathGroups, AFewPathsAreNamedOneByOne) {
  EXPECT_THAT(path_groups({"b", "a/c"}, 2), ElementsAre("b", "a/c"));
}

TEST(PathGroups, ManyAreCountedByDirectory) {
  EXPECT_THAT(path_groups({"src/a", "src/b", "docs/x/1", "docs/x/2", "README.md"}, 3),
              ElementsAre("src/ (2 files)", "docs/x/ (2 files)", "README.md"));
}

TEST(PathGroups, DeepDirectoriesAreFoldedIntoTheirParents) {
  EXPECT_THAT(path_groups({"a/b/c/1", "a/b/d/2", "a/e/3", "z"}, 2), ElementsAre("a/ (3 files)", "z"));
  EXPECT_THAT(path_groups({"a/1", "b/2", "c"}, 1), ElementsAre("./ (3 files)"));
  EXPECT_THAT(path_groups({"a/1", "b/2"}, 0), ElementsAre("./ (2 files)"));
}

}  // namespace
}  // namespace slipway::report
