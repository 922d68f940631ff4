#include "report/verdict_report.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

TEST(VerdictReport, ShowsAFewPathsAndCountsTheRest) {
  EXPECT_EQ(some_paths({"a", "b\n", "\x1b"}, 2), "a, b\\x0a and 1 more");
  EXPECT_EQ(some_paths({"a"}, 2), "a");
  EXPECT_EQ(some_paths({}, 2), "");
}

TEST(VerdictReport, EqualTreesAreSaidToBeEqual) {
  EXPECT_EQ(verdict_text({}, {"v1", "", "HEAD", ""}), "none\n  v1 and HEAD have equal trees\n");
}

}  // namespace
}  // namespace slipway::report
