#include "util/base64.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

// RFC 4648, section 10.
TEST(Base64, IsAsTheStandardHasIt) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

TEST(Base64, TakesAnyByte) {
  EXPECT_EQ(base64_of(std::string("\x00\xff\xfe", 3)), "AP/+");
}

}  // namespace
}  // namespace slipway
