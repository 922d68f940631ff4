#include "util/natural_order.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace slipway {
namespace {

TEST(NaturalOrder, CountsAsAPersonDoes) {
  std::vector<std::string> names{"s10", "web",   "s2",   "s02", "s",
                                 "s2b", "s2-10", "s2-9", "S3",  "s1",
                                 "10",  "9x",    "s00",  "s0",  "99999999999999999999999",
                                 "s2a"};
  std::sort(names.begin(), names.end(), comes_before);
  EXPECT_THAT(names, testing::ElementsAre("9x", "10", "99999999999999999999999", "S3", "s", "s0", "s00", "s1",
                                          "s02", "s2", "s2-9", "s2-10", "s2a", "s2b", "s10", "web"));
}

TEST(NaturalOrder, IsStrict) {
  for (const char* name : {"", "a", "1", "01", "a1b"}) {
    EXPECT_FALSE(comes_before(name, name)) << name;
  }
  EXPECT_TRUE(comes_before("s01", "s1"));
  EXPECT_FALSE(comes_before("s1", "s01"));
}

}  // namespace
}  // namespace slipway
