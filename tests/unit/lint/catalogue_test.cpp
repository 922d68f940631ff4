#include "lint/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::lint {
namespace {

TEST(Catalogue, IsSortedAndWithoutRepetition) {
  const auto lints = catalogue();
  EXPECT_TRUE(std::is_sorted(lints.begin(), lints.end(),
                             [](const Lint& left, const Lint& right) { return left.name < right.name; }));
  EXPECT_EQ(std::adjacent_find(lints.begin(), lints.end(),
                               [](const Lint& left, const Lint& right) { return left.name == right.name; }),
            lints.end());
}

TEST(Catalogue, FindsNamesAndNearOnes) {
  ASSERT_NE(find_lint("large-file"), nullptr);
  EXPECT_FALSE(find_lint("large-file")->in_plan);
  EXPECT_EQ(find_lint("large-files"), nullptr);
  EXPECT_EQ(nearest_lint("large-files"), "large-file");
  EXPECT_EQ(nearest_lint("something else"), "");
}

}  // namespace
}  // namespace slipway::lint
